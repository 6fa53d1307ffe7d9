"""Whether what a model words still asks, or says, what the fact says.

A small model keeps the words of a sentence and loses their sense ("What is the number of chromosomes in a cell?", key:
meiosis). So a question must have the sentence's own words, no more often than it, most of what the fact says of its
subject, and the grammar of a question.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rapidfuzz import fuzz

from eduapp.domain.knowledge import Fact
from eduapp.questions.context import defines
from eduapp.questions.words import contains, content, kin, root, tokens

LEAST_OWN = 0.8
"""The share of a question's content words that must stand in the sentence it is made from."""

LEAST_TOLD, LEAST_READ = 0.6, 0.3
"""The share of what the fact says of its subject that a question must tell, and one whose key is to be found again."""

LEAST_RETOLD, MOST_RETOLD, LEAST_SHOWN, COPIED = 0.6, 0.7, 0.5, 85
"""Of a question's content words, the share that its sentences must have if it asks for what they state, and may have if
it makes up a case; the share of a criterion's that its sentence must have; how alike to an example (rapidfuzz's
token_sort_ratio) a copy of it is."""

FREE = ""
OPENINGS = {
    FREE: ("what", "which", "who", "how", "by what", "by which", "in what", "in which"),
    "Who": ("who",),
    "What": ("what", "which"),
    "What is the name of": ("what is the name of", "what was the name of"),
    "What is the term for": ("what is the term for",),
    "In which year": ("in which year", "in what year", "when", "what year", "which year"),
    "Why": ("why", "for what", "what is the purpose"),
}

_GENERIC = content("term name word year event person people place process reason purpose happen kind type")
_NAMING = re.compile(r"\b(?:called|names?|named|terms?|known|words?)\b", re.IGNORECASE)
_PICKS = re.compile(r"(?:in |by )?which\b|who\b|what (?:kind|type|sort) of\b", re.IGNORECASE)
_CIRCUMSTANCE = re.compile(r"((?:In (?:which|what) \w+|When|Where|Why) )was\b")
_TERM = re.compile(r"(?:which|what) (?:term|word|concept)\b", re.IGNORECASE)
_BROKEN = re.compile(
    r"\bto (?!need\b|feed\b|speed\b|exceed\b|proceed\b|succeed\b|breed\b|bleed\b|shed\b|embed\b)\w+ed\b|"
    r"\b(?:did|does|do)\b[^,]*? (?:be|is|was|are|were)\b|\bthe \w+ed of\b|\bdoes \w+s \w+ed\b|"
    r"\b(?:is|are) (?:a |the )?\w+ing of\b"
)
_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass) (?:(?:all|any|the|your|these|those|of|everything|that) )*"
    r"(?:(?:above|previous|prior|earlier|preceding|foregoing)"
    r"(?= (?:instructions?|prompts?|texts?|messages?|rules|directions|commands?|tasks?|and\b)|[.,;:!]|$)|"
    r"(?:instructions?|prompts?|rules)\b)|"
    r"\b(?:system|hidden|secret) prompt\b|\byou are (?:now )?(?:an? |the )?(?:AI|chatbot|language model|bot)\b|"
    r"\b(?:as|dear) (?:an? )?(?:AI|language model)\b|"
    r"(?:^|[.!?:] )(?:now )?(?:reply|respond|answer|output|print|write|say) only\b|<\|\w+\|>|\[/?INST\]",
    re.IGNORECASE,
)


def faults(worded: str, fact: Fact, begin: str, answer: str, *, read_back: bool = False) -> str:
    """What keeps a question from asking for the answer in the fact's own sense, or an empty string.

    One that is `read_back`, whose key a model is to find again, may tell less of what the fact says.
    """
    asked = content(worded) - _GENERIC
    rules = (
        (not worded.casefold().startswith(OPENINGS[begin]), "it begins like a question for something else"),
        (bool(asked & content(answer)), "it gives the answer away"),
        (_share(asked, content(f"{fact.statement} {fact.slots.get('inverted', '')}")) < LEAST_OWN, "it adds words"),
        (
            _share(content(core(fact)) - content(answer), asked) < (LEAST_READ if read_back else LEAST_TOLD),
            "it leaves out what the fact says",
        ),
        (_repeats(worded, fact), "it says a word twice"),
        (_is_broken(worded, fact, begin), "its grammar is broken"),
        (_reorders(worded, fact), "it puts the words of the sentence together otherwise"),
        (not _asks_for_a_name(worded, fact, begin), "it doesn't ask for a name"),
        (_is_a_name(answer) and bool(_TERM.match(worded)), "it calls a name a term"),
    )
    return next((why for broken, why in rules if broken), "")


def agreeing(worded: str, statement: str) -> str:
    """The question for a time, place or reason with "were" for "was", if its sentence has "were" alone."""
    were = re.search(r"\bwere\b", statement) and not re.search(r"\bwas\b", statement)
    return _CIRCUMSTANCE.sub(r"\1were", worded) if were else worded


def _is_a_name(answer: str) -> bool:
    return answer[:1].isupper() and answer[1:2].islower()


def core(fact: Fact) -> str:
    """What a fact says of its subject, or what it asks the time or the reason of."""
    if defines(fact):
        return fact.slots.get("clause") or fact.object
    return fact.slots.get("inverted") or fact.slots.get("clause") or fact.object


def _share(part: frozenset[str], whole: frozenset[str]) -> float:
    return sum(any(kin(a, b) for b in whole) for a in part) / len(part) if part else 0.0


def _reorders(worded: str, fact: Fact) -> bool:
    """Whether the question's words come in another order than the sentence's, which changes who did what."""
    asked = [root(word) for word in tokens(worded) if content(word) - _GENERIC]
    texts = (fact.slots.get("inverted", ""), core(fact), fact.statement)
    return not any(_runs_through([root(word) for word in tokens(text)], asked) for text in texts)


def _runs_through(said: list[str], asked: list[str]) -> bool:
    """Whether the words of `asked` that are said at all are said in that order, and most of them are said."""
    known = [word for word in asked if word in said]
    at = 0
    for word in known:
        if word not in said[at:]:
            return False
        at = said.index(word, at) + 1
    return len(known) >= LEAST_OWN * len(asked)


def _asks_for_a_name(worded: str, fact: Fact, begin: str) -> bool:
    """Whether a question whose answer is a term asks for its name, or which thing it is, not what something is."""
    if begin not in ("What", FREE) or not defines(fact) or _NAMING.search(worded):
        return True
    return begin == FREE and bool(_PICKS.match(worded))


def _repeats(worded: str, fact: Fact) -> bool:
    asked, said = (Counter(root(word) for word in tokens(text) if content(word)) for text in (worded, fact.statement))
    return any(count > max(said[word], 1) for word, count in asked.items())


def _is_broken(worded: str, fact: Fact, begin: str) -> bool:
    plain = worded.casefold()
    if _BROKEN.search(plain) or (
        begin == "What" and fact.slots.get("number") == "plural" and plain.startswith("what is")
    ):
        return True
    asked_otherwise = fact.slots.get("inverted", "").split(" ")[0] in ("was", "were", "is", "are", "had", "has", "have")
    if asked_otherwise and re.search(r"\b(?:did|does|do)\b", plain):
        return True
    asks_with_do = re.search(r"\b(?:did|does|do)\b", plain)
    verbs = set(tokens(fact.slots.get("inverted", "")))
    return bool(asks_with_do and verbs and any(word.endswith("ed") and word not in verbs for word in tokens(plain)))


def gives_orders(text: str) -> bool:
    """Whether a text speaks to whoever processes it, instead of telling its readers something."""
    return bool(_ORDER.search(text))


def strays(question: str, answer: str, others: Sequence[str], said: str, *, new_case: bool) -> str:
    """What keeps a question of a capable model from being used, or an empty string.

    `said` are the sentences that it is made from; a `new_case` is told in other words than theirs, any other in theirs.
    """
    asked, own = content(question) - _GENERIC, content(said)
    retold = _share(asked, own)
    rules = (
        (not question.endswith("?"), "it asks nothing"),
        (_names(question, answer), "it gives the answer away"),
        (any(contains(question, other) for other in others), "it names a wrong choice"),
        (gives_orders(question), "it gives orders"),
        (new_case and retold > MOST_RETOLD, "it repeats the text instead of making up a case"),
        (not new_case and retold < LEAST_RETOLD, "it adds words"),
    )
    return next((why for broken, why in rules if broken), "")


def _names(question: str, answer: str) -> bool:
    telling = content(answer)
    shared = {word for word in telling if any(kin(word, other) for other in content(question))}
    return contains(question, answer) or len(shared) > (len(telling) // 2 if len(telling) > 3 else 0)


def misstates(true: str, statement: str, is_true: bool, fact: Fact) -> str:
    """What keeps a statement to be judged from being what it is to be, or an empty string."""
    own, told, claimed = content(fact.statement), content(true), content(statement)
    parts = [part for part in (fact.subject, fact.object) if content(part)]
    rules = (
        (_share(told, own) < LEAST_OWN, "it adds words"),
        (
            min((_share(content(part), told) for part in parts), default=1.0) < LEAST_TOLD,
            "it leaves out what the fact says",
        ),
        (_runs_otherwise(true, fact), "it puts the words of the sentence together otherwise"),
        (gives_orders(statement), "it gives orders"),
        (is_true and claimed != told, "the true statement says something else"),
        (not is_true and not claimed - own, "the false statement may be true"),
        (not is_true and len(claimed - told) > max(2, len(told) // 3), "it changes more than one thing"),
    )
    return next((why for broken, why in rules if broken), "")


def _runs_otherwise(true: str, fact: Fact) -> bool:
    said, told = ([root(word) for word in tokens(text) if content(word)] for text in (fact.statement, true))
    return not _runs_through(said, told)


def is_borne_out(shows: str, fact: Fact) -> bool:
    """Whether a criterion says, for the most part, what its sentence says."""
    return _share(content(shows), content(fact.statement)) >= LEAST_SHOWN and not gives_orders(shows)


def copies(question: str, examples: Sequence[str]) -> bool:
    """Whether a question is one of the examples that the model was shown."""
    return any(fuzz.token_sort_ratio(question.casefold(), one.casefold()) >= COPIED for one in examples)
