"""How much a clue tells of its answer: a general or empty description fits too many things."""

from __future__ import annotations

import re

from wordfreq import zipf_frequency

from eduapp.crosswords.forms import stem
from eduapp.domain.item import BLANK
from eduapp.language.tongues import stop_words

FRAME = frozenset(stem(word) for word in "person people name word term mean short another one".split())
"""The stems of the words that a clue may add to those of the text."""

NAMED, COUNTED, PRONE, MOST = 1.5, 0.5, 6.0, 2.0
LEAST_WORDS, LEAST_BARE = 2, 4

_GENERAL = re.compile(
    r"(?:The |An? )?(?:\w+ ){0,2}?(?:(?:types?|kinds?|sorts?|forms?|aspects?|elements?|features?|parts?|cases?|"
    r"results?|numbers?|variet(?:y|ies)|lots?|sets?|series|group|one) of|one of|something|anything|things?)\b",
    re.IGNORECASE,
)
_RESTRICTED = re.compile(r"\b(?:that|which|who|whose|where|when|[a-z]{3,}ed (?:by|in|to|from|on|for|with))\b")
_PRAISE = re.compile(
    r"(?:The |An? )?(?:(?:\w+ )?(?:examples?|symbols?) of|testament to|(?:very |most |more |quite |increasingly )*(?:"
    r"important|major|key|main|common|essential|significant|crucial|vital|useful|popular|famous|notable|serious|"
    r"effective|valuable|powerful|good|great|interesting|unique|difficult|better|best|new|different|similar|typical|"
    r"central|fundamental|basic|resulting|following|integral|reasonable|overall))\b",
    re.IGNORECASE,
)
_NAMES_ITSELF = re.compile(
    r"(?:country|kingdom|empire|island|river|nation|province|peninsula|(?<!capital )city|town|village|port|state|year)"
    r" of [A-Z\d][\w ]*$"
)
_OPEN_ENDED = re.compile(
    r"\b(?:of|that|which|who|whose|where|when|in|by|for|between|from|with|to|[a-z]{3,}(?:ed|ing))\b"
)


_MERE_LIFE = re.compile(r"(?:The )?[Pp]erson who (?:lived|died|was born|was killed)\b")


def general_problem(said: str) -> str:
    """What makes a describing noun phrase useless: an empty head, mere praise, the name of what it describes."""
    general, praise, itself = _GENERAL.match(said), _PRAISE.match(said), _NAMES_ITSELF.search(said)
    if _MERE_LIFE.match(said):
        return "That somebody lived tells little of them."
    if itself:
        return f"“{itself.group()}” names what it describes."
    if general and not _RESTRICTED.search(said[general.end() :]):
        return f"“{general.group()}” is too general."
    return f"“{praise.group()}” praises more than it says." if praise else ""


def described(text: str) -> str:
    """What a clue says of the answer: what follows gap and verb of a copular one, the whole of another."""
    return re.sub(r"^ ?(?:is|are|was|were) ", "", text[text.find(BLANK) + len(BLANK) :]) if BLANK in text else text


def least_words(said: str) -> int:
    """How many telling words a description needs: more where nothing follows its noun."""
    return LEAST_WORDS if _OPEN_ENDED.search(said) else LEAST_BARE


def telling_words(text: str, language: str) -> list[str]:
    """The words of a clue that carry meaning, its gap aside, names with their capitals."""
    stops = stop_words(language)
    opens = not text.startswith(BLANK)
    found = re.findall(r"[\w’'-]+", text.replace(f"A(n) {BLANK}", " ").replace(BLANK, " "))
    kept = [word.casefold() if opens and not n and not word.isupper() else word for n, word in enumerate(found)]
    return [w for w in kept if w.casefold() not in stops and stem(w) not in FRAME and (len(w) > 1 or w.isdigit())]


def information(word: str, language: str) -> float:
    """How much a word tells, 0 to 2: more the rarer it is, by the Zipf scale of `wordfreq`; a name or a year 1.5."""
    if word[:1].isupper() or re.fullmatch(r"\d{3,4}", word):
        return NAMED
    if word[:1].isdigit():
        return COUNTED
    return min(max(PRONE - zipf_frequency(word, language), 0.0) / 2, MOST)
