"""What ties a sentence to the one before it: "a similar force", "five years later", "five of the six demands"."""

from __future__ import annotations

import re

from eduapp.domain.item import BLANK

_COUNT = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|a dozen|several|some|many|most|a few|all|both|\d+)"
_TIME = r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies)|generations?)"
_OPENING = r"^(?:(?:In|By|At|For|Over|Within|After|Until|Since|From|On|And|But) )?(?:(?:the|just|only|about|some) )?"

_TIMES = (
    re.compile(rf"{_OPENING}(?:[\w-]+ ){{0,3}}{_TIME} (?:later|earlier|before|after|afterwards?|on)\b"
               r"(?! \w+ing\b)", re.I),
    re.compile(rf"{_OPENING}(?:the )?(?:next|following|previous|preceding|same) (?:[\w-]+ )?{_TIME}\b", re.I),
    re.compile(r"^(?:Later|Earlier|Soon|Before long|Shortly (?:after|before)(?:wards)?|Afterwards?|Subsequently)\b,?"),
    re.compile(r"^(?:By|At|Until|Since|From|After|Before|Around|During) (?:then|"
               r"that (?:time|point|date|year|day|period)|the (?:time|same time))\b"
               r"(?! (?:of|that|when|\w+ (?:was|were|had|is|are)))", re.I),
    re.compile(r"^(?:[\w’-]+ ){1,6}(?:later|soon|eventually|subsequently) (?!than\b)[a-z]+(?:ed|ew|ook|ame|ent)\b"),
    re.compile(r"^(?:By|Until|Since|From) then\b|^(?:By|At|Until|Since) that (?:time|point|date)\b", re.I),
)  # fmt: skip
_YEAR = re.compile(r"\b1\d{3}\b|\b20\d\d\b|\bafter the [a-z]+ of\b")

_BACK = (
    re.compile(r"(?:^|\b(?:is|are|was|were|be|become|became|as) )(?:an?other|a similar|a further|an additional|"
               r"a comparable|an equivalent|such an?|the same|the other)\b(?! [^,.]*\b(?:as|to|than|way)\b)", re.I),
    re.compile(r"\b(?:is|are|was|were) (?:similar|different|the same|comparable|equivalent|opposite)[.,]", re.I),
    re.compile(rf"\b{_COUNT} of the (?:two|three|four|five|six|seven|eight|nine|ten) [\w-]+\b"
               rf"(?! (?:[\w-]+ )?(?:of|in|that|which|who|from|between)\b)", re.I),
    re.compile(r"\bsuch (?:an? )?(?!as\b)[a-z]+s? (?:is|are|was|were|has|have|had|can|may|must)\b", re.I),
    re.compile(r"^Regardless,|, it (?:was|is) [A-Z][\w’-]+(?:,|\.| who| that)"),
    re.compile(r"(?:^|, )(?:further|other|additional) [a-z]+s? (?:is|are|was|were|has|have|had|can|may)\b", re.I),
)  # fmt: skip
_OWN_OBJECT = re.compile(
    r"^(?:(?:When|If|Because|As|Once) )?(?:an?|the|any|every|each)? ?[\w-]+(?: [\w-]+)? (?:that|which|who) "
    r"(?:(?!(?:the|an?|its|their|some|any|each|every|from|to|of|in|on|and)\b)[\w-]+ )*?"
    r"(?:beyond|past|above|below|under|over|behind|before|after|against|around|near|beside|outside|with|without|by|for|"
    r"through|across|within|from|to|of|in|on) (?:it|them|him|her)\b(?! is\b| are\b)",
    re.IGNORECASE,
)
"""A relative clause without a noun of its own whose pronoun can't mean its subject: "a spring stretched beyond it"."""


def tie(text: str) -> str:
    """The words of a sentence that need the one before it, or an empty string.

    A gap stands for a noun; a stretch of time needs no anchor where a year is named.
    """
    plain = text.replace(BLANK, "Something")
    for form in () if _YEAR.search(plain) and not re.match(r"[\w-]+ \w+ (?:later|earlier)\b", plain) else _TIMES:
        if found := form.search(plain):
            return found.group().strip(" ,")
    for form in (*_BACK, _OWN_OBJECT):
        if found := form.search(plain):
            return found.group().strip(" ,.")
    return ""
