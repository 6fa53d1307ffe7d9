"""What sort of thing a name stands for, told by the noun that defines it or that it is built on.

A city beside three treaties is no choice. Names whose sort nothing tells have none, and stand beside nobody.
"""

from __future__ import annotations

from eduapp.domain.knowledge import Fact
from eduapp.questions.contracts import Context
from eduapp.questions.words import lemma, normal, tokens

_NOUNS = {
    "place": "city town village capital port harbor harbour river lake sea ocean mountain mountains range desert "
    "island peninsula country nation state province region territory colony continent valley plain "
    "fortress settlement site district county canal strait bay coast square street road park empire "
    "kingdom dynasty republic civilization civilisation sultanate caliphate neighborhood reservation "
    "municipality metropolis area land",
    "event": "war battle revolution revolt rebellion uprising massacre coup election strike march campaign crisis "
    "famine plague epidemic pandemic festival ceremony holiday trial trials exhibition fair game games "
    "tournament voyage expedition migration depression recession disaster earthquake eruption siege "
    "crusade movement conference congress",
    "document": "treaty agreement act law constitution declaration charter book novel poem play epic text journal "
    "newspaper magazine film movie song painting code bill pact edict doctrine amendment statute "
    "encyclopedia story tale",
    "organization": "company organization organisation agency union party league alliance association institute "
    "university school college corporation bank court council parliament order group firm institution "
    "commission committee department ministry bureau museum church society foundation service fund",
    "people": "people peoples tribe nomads clan ethnic community family house soldiers warriors",
    "thing": "ship machine engine instrument tool device building temple palace monument wall bridge tower statue "
    "locomotive railway canal dam pyramid tomb vehicle telescope computer program language",
}
_SORT = {noun: sort for sort, nouns in _NOUNS.items() for noun in nouns.split()}


def sort_of(name: str, fact: Fact | None, context: Context) -> str:
    """ "person", "place", "event", …, or an empty string where nothing tells."""
    head = lemma(fact.slots.get("head", "")) if fact is not None else ""
    if _SORT.get(head) == "people":
        return "people"
    if normal(name) in context.people or (fact is not None and fact.slots.get("person") == "yes"):
        return "person"
    words = [lemma(word) for word in tokens(name)]
    for noun in [head, *words[-1:], *words[:1]]:
        if noun in _SORT:
            return _SORT[noun]
    return ""


def noun_sort(head: str) -> str:
    """The sort of thing that a definition's head noun names: "organization", "process", "saying", …, or ""."""
    noun = lemma(head.casefold())
    return _SORT.get(noun, "") or _NOUN.get(noun, "")


_NOUN = {
    noun: sort
    for sort, nouns in {
        "saying": "play name nickname pun phrase word slogan motto saying expression term title joke song",
        "person": "inventor engineer scientist leader writer person worker man woman child member owner maker",
        "thing": "device machine tool instrument engine boat ship ball structure object organ vessel",
        "substance": "substance gas liquid metal fluid material chemical molecule acid mineral rock",
        "process": "process movement change transfer conversion exchange growth formation reaction act action",
        "place": "place city town country region area river valley site",
        "quantity": "rate ratio amount number quantity value distance speed measure",
    }.items()
    for noun in nouns.split()
}
