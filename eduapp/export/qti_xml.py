"""XML for QTI: elements whose text is any course text, and identifiers that are names."""

from __future__ import annotations

import hashlib
import re

from lxml import etree

from eduapp.export.text import bidi_closed, clean

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SCHEMA = f"{QTI} http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")

Element = etree._Element


def root(tag: str, *, lang: str = "", **attributes: str) -> Element:
    """The first element of a QTI file, with its namespaces; `lang` becomes `xml:lang`."""
    whole = etree.Element(f"{{{QTI}}}{tag}", nsmap={None: QTI, "xsi": XSI})
    whole.set(f"{{{XSI}}}schemaLocation", _SCHEMA)
    for name, value in attributes.items():
        whole.set(name, clean(value))
    if lang:
        whole.set(_XML_LANG, lang)
    return whole


def element(tag: str, *content: Element | str, namespace: str = QTI, **attributes: str) -> Element:
    """An element with its children, or with text whose lines are kept by `br`."""
    made = etree.Element(f"{{{namespace}}}{tag}", {name: clean(value) for name, value in attributes.items()})
    for part in content:
        if isinstance(part, str):
            fill(made, part)
        else:
            made.append(part)
    return made


def fill(parent: Element, text: str) -> Element:
    """Add text to the end of an element, with a `br` for each line end; returns the element."""
    first, *others = bidi_closed(clean(text)).split("\n")
    _add_text(parent, first)
    for line in others:
        parent.append(etree.Element(f"{{{QTI}}}br"))
        _add_text(parent, line)
    return parent


def identifier(text: str) -> str:
    """The text if it is a name that XML, a file system and every QTI reader take; otherwise one made from its hash."""
    if _NAME.fullmatch(text):
        return text
    return f"id-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def to_bytes(whole: Element) -> bytes:
    """The file: UTF-8 with a declaration, indented where that changes no text."""
    return etree.tostring(whole, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _add_text(parent: Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
