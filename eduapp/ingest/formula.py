"""Formulas on one line: MathML and Word's OMML written out as people type them, "(a+b)/2" or "x²"."""

from __future__ import annotations

from collections.abc import Callable

from eduapp.ingest.text import lowered, plain, raised

Parts = list[str]
_OPERATORS = set("+-−±*/=<>≤≥ ")


def linear(element) -> str:
    """A formula's element (ElementTree or lxml; MathML or OMML) as text."""
    return plain(_linear(element)).strip()


def _linear(element) -> str:
    kind = _local(element)
    if kind in _PROPERTIES or not isinstance(element.tag, str):
        return ""
    if kind == "d":
        return _delimited(element)
    if kind == "nary":
        return _big_operator(element)
    if kind == "msqrt":
        return f"√({''.join(map(_linear, element))})"
    parts = [_linear(child) for child in element if _local(child) not in _PROPERTIES]
    if kind in _SHAPES and len(parts) >= 2:
        return _SHAPES[kind](parts)
    if kind in _ROWS:
        return _ROWS[kind].join(parts)
    return ((element.text or "").strip() if not parts else "") + "".join(parts)


def _local(element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _grouped(text: str) -> str:
    """Text in brackets unless it is one number or symbol."""
    return f"({text})" if any(character in _OPERATORS for character in text.strip()) else text


def _fraction(parts: Parts) -> str:
    return f"{_grouped(parts[0])}/{_grouped(parts[1])}"


def _power(parts: Parts) -> str:
    return parts[0] + raised(parts[1])


def _index(parts: Parts) -> str:
    return parts[0] + lowered(parts[1])


def _index_and_power(parts: Parts) -> str:
    return parts[0] + lowered(parts[1]) + raised("".join(parts[2:]))


def _root(parts: Parts) -> str:
    return f"{raised(parts[1])}√({parts[0]})"


def _word_root(parts: Parts) -> str:
    return f"{raised(parts[0]) if parts[0] else ''}√({parts[1]})"


_SHAPES: dict[str, Callable[[Parts], str]] = {
    "mfrac": _fraction,
    "f": _fraction,
    "msup": _power,
    "sSup": _power,
    "mover": _power,
    "limUpp": _power,
    "msub": _index,
    "sSub": _index,
    "munder": _index,
    "limLow": _index,
    "msubsup": _index_and_power,
    "munderover": _index_and_power,
    "sSubSup": _index_and_power,
    "mroot": _root,
    "rad": _word_root,
    "semantics": lambda parts: parts[0],
}
_ROWS = {"mtable": "; ", "m": "; ", "eqArr": "; ", "mtr": ", ", "mr": ", "}
_PROPERTIES = {
    "annotation",
    "annotation-xml",
    "rPr",
    "ctrlPr",
    "fPr",
    "sSupPr",
    "sSubPr",
    "sSubSupPr",
    "radPr",
    "naryPr",
}
_PROPERTIES |= {"dPr", "funcPr", "limLowPr", "limUppPr", "accPr", "barPr", "mPr", "eqArrPr", "boxPr", "groupChrPr"}
_PROPERTIES |= {"oMathParaPr", "sPrePr", "borderBoxPr", "phantPr"}


def _property(element, name: str, default: str) -> str:
    """The value of one of an OMML element's properties, such as its bracket character."""
    for child in element.iter():
        if _local(child) == name and _local(child.getparent()) == f"{_local(element)}Pr":
            return next(iter(child.attrib.values()), "")
    return default


def _delimited(element) -> str:
    inside = _property(element, "sepChr", "|").join(_linear(child) for child in element if _local(child) == "e")
    return _property(element, "begChr", "(") + inside + _property(element, "endChr", ")")


def _big_operator(element) -> str:
    parts = {_local(child): _linear(child) for child in element}
    below, above = parts.get("sub", ""), parts.get("sup", "")
    limits = (lowered(below) if below else "") + (raised(above) if above else "")
    return f"{_property(element, 'chr', '∫')}{limits} {parts.get('e', '')}"
