"""How QTI scores a response: declarations of what is right, and the rules that give the score and the feedback.

Where the standard has a template for it, processing is given twice, as it provides for: by the template's name, and as
rules that do the same and also choose the feedback. A platform that knows both prefers the rules (QTI 2.1,
responseProcessing).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from eduapp.export.qti_xml import Element, element

_TEMPLATES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/"


def response(base_type: str, right: Iterable[str], *children: Element, cardinality: str = "single") -> Element:
    """The declaration of the response with its right value or values, if there are any."""
    values = [element("value", value) for value in right]
    about = {"identifier": "RESPONSE", "cardinality": cardinality, "baseType": base_type}
    correct = [element("correctResponse", *values)] if values else []
    return element("responseDeclaration", *correct, *children, **about)


def mapping(scores: Mapping[str, float], *, bounded: bool = False, **about: str) -> Element:
    """What each value that may be chosen adds to the score; `bounded` keeps the sum from 0 to 1."""
    entries = (element("mapEntry", mapKey=key, mappedValue=f"{score!r}", **about) for key, score in scores.items())
    bounds = {"lowerBound": "0", "upperBound": "1"} if bounded else {}
    return element("mapping", *entries, defaultValue="0", **bounds)


def outcome(name: str, base_type: str, *children: Element, cardinality: str = "single") -> Element:
    """The declaration of an outcome."""
    return element("outcomeDeclaration", *children, identifier=name, cardinality=cardinality, baseType=base_type)


def match_correct(*, feedback: bool = False) -> Element:
    """Score 1 for exactly the right response."""
    right = element("match", element("variable", identifier="RESPONSE"), element("correct", identifier="RESPONSE"))
    return _processing(_scored(right), feedback=feedback, template="match_correct")


def map_response(*, feedback: bool = False) -> Element:
    """Score the sum of what the mapping gives for what was chosen or typed."""
    mapped = element("mapResponse", identifier="RESPONSE")
    rule = _if(_empty(), then=set_to("SCORE", _number("0")), otherwise=set_to("SCORE", mapped))
    return _processing(rule, feedback=feedback, template="map_response")


def near_correct(tolerance: float) -> Element:
    """Score 1 for a number that differs from the right one by at most `tolerance`; no template does this."""
    about = {"toleranceMode": "absolute", "tolerance": f"{tolerance!r} {tolerance!r}"}
    values = (element("variable", identifier="RESPONSE"), element("correct", identifier="RESPONSE"))
    equal = element("equal", *values, **(about if tolerance else {"toleranceMode": "exact"}))
    return _processing(_scored(equal))


def by_person() -> Element:
    """Leave the score as it is, for a person to give."""
    return _processing()


def set_to(name: str, expression: Element) -> Element:
    """The rule that gives an outcome its value."""
    return element("setOutcomeValue", expression, identifier=name)


def _processing(*scoring: Element, feedback: bool = False, template: str = "") -> Element:
    chosen = [set_to("FEEDBACK", element("variable", identifier="RESPONSE"))] if feedback else []
    solution = set_to("SOLUTION", element("baseValue", "SHOWN", baseType="identifier"))
    about = {"template": _TEMPLATES + template} if template else {}
    return element("responseProcessing", *scoring, *chosen, solution, **about)


def _scored(right: Element) -> Element:
    return _if(right, then=set_to("SCORE", _number("1")), otherwise=set_to("SCORE", _number("0")))


def _if(condition: Element, then: Element, otherwise: Element) -> Element:
    return element("responseCondition", element("responseIf", condition, then), element("responseElse", otherwise))


def _empty() -> Element:
    return element("isNull", element("variable", identifier="RESPONSE"))


def _number(value: str) -> Element:
    return element("baseValue", value, baseType="float")
