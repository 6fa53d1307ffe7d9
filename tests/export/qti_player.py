"""A small delivery engine for the tests: it takes a pupil's response to an exported item and scores it by its rules.

It reads the part of QTI 2.1 that the exports use, strictly: a response that the interaction could not have given is
refused, and a rule that it doesn't know is an error.
"""

from __future__ import annotations

from collections import Counter

from lxml import etree

from eduapp.export.qti_xml import QTI

NAMES = {"q": QTI}


class NoResponse(ValueError):
    """What was given is nothing that the interaction takes."""


class Attempt:
    """One response to an item: its `outcomes` by name, and the feedback that it brings up."""

    def __init__(self, item: etree._Element, response: tuple[str, ...]) -> None:
        self.item = item
        self.declared = item.find("q:responseDeclaration", NAMES)
        self.response = self._read(response)
        self.outcomes = {
            found.get("identifier"): found.findtext("q:defaultValue/q:value", namespaces=NAMES)
            for found in item.findall("q:outcomeDeclaration", NAMES)
        }
        for rule in item.find("q:responseProcessing", NAMES):
            self._run(rule)

    @property
    def score(self) -> float:
        return float(self.outcomes["SCORE"])

    def feedback(self) -> list[str]:
        """The text of all feedback that is shown."""
        return [
            " ".join("".join(found.itertext()).split())
            for found in self.item.findall("q:modalFeedback", NAMES)
            if found.get("identifier") in (self.outcomes[found.get("outcomeIdentifier")] or ())
        ]

    def _read(self, given: tuple[str, ...]) -> tuple[str, ...]:
        [interaction] = self.item.xpath("//*[@responseIdentifier='RESPONSE']")
        values = tuple(value.strip() for value in given)
        if not all(values):
            raise NoResponse("an empty response")
        if self.declared.get("baseType") == "float":
            return tuple(str(_float(value)) for value in values)
        if self.declared.get("baseType") == "string":
            return values
        named = [one.get("identifier") for one in interaction.iter() if one.get("identifier")]
        used = [part for value in values for part in value.split()]
        if set(used) - set(named):
            raise NoResponse("something that is not there")
        limits = {one.get("identifier"): int(one.get("matchMax", "1")) for one in interaction.iter()}
        if any(limits[name] and count > limits[name] for name, count in Counter(used).items()):
            raise NoResponse("the same more often than it may be")
        most = int(interaction.get("maxChoices") or interaction.get("maxAssociations") or len(named))
        if most and len(values) > most:
            raise NoResponse("more than may be chosen")
        return values

    def _run(self, rule: etree._Element) -> None:
        tag = etree.QName(rule).localname
        if tag == "setOutcomeValue":
            self.outcomes[rule.get("identifier")] = self._value(rule[0])
            return
        assert tag == "responseCondition", tag
        chosen, otherwise = rule
        for inner in chosen[1:] if self._value(chosen[0]) else otherwise:
            self._run(inner)

    def _value(self, expression: etree._Element):
        match etree.QName(expression).localname:
            case "baseValue":
                return expression.text if expression.get("baseType") == "float" else (expression.text,)
            case "variable":
                return self.response
            case "correct":
                return tuple(found.text for found in self.declared.findall("q:correctResponse/q:value", NAMES))
            case "isNull":
                return not self._value(expression[0])
            case "match":
                return self._same(*map(self._value, expression))
            case "equal":
                given, right = (float(self._value(part)[0]) for part in expression)
                below, above = map(float, expression.get("tolerance", "0 0").split())
                assert expression.get("toleranceMode") == ("absolute" if below or above else "exact")
                return right - below <= given <= right + above
            case "mapResponse":
                return self._mapped()
        raise AssertionError(f"unknown: {expression.tag}")

    def _same(self, one: tuple[str, ...], other: tuple[str, ...]) -> bool:
        return one == other if self.declared.get("cardinality") == "ordered" else sorted(one) == sorted(other)

    def _mapped(self) -> float:
        mapping = self.declared.find("q:mapping", NAMES)
        total = sum(_mapped(mapping, value) for value in dict.fromkeys(self.response))
        return min(max(total, float(mapping.get("lowerBound", "-inf"))), float(mapping.get("upperBound", "inf")))


def _mapped(mapping: etree._Element, value: str) -> float:
    for entry in mapping:
        key, given = entry.get("mapKey"), value
        if entry.get("caseSensitive") == "false":
            key, given = key.casefold(), given.casefold()
        if key == given:
            return float(entry.get("mappedValue"))
    return float(mapping.get("defaultValue"))


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise NoResponse("not a number") from None
