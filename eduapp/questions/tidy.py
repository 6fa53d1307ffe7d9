"""Facts made ready for questions: capitals, articles and tense put right where their sentence shows them."""

from __future__ import annotations

import re

from eduapp.domain.knowledge import Fact
from eduapp.language.grammar import PROPER_ADJECTIVES
from eduapp.questions.words import lemma

_NAMED_AS = re.compile(r"^(?:the )?(?:term|word|phrase|expression) (?=\w)", re.IGNORECASE)
_PHRASES = frozenset(("predicate", "inverted", "clause", "effect", "cause", "first", "second"))
_CLAUSES = frozenset(("clause", "inverted"))
_INSERTED = re.compile(r" \((?:[A-Z][A-Za-z&.-]{0,7}|(?:[^()]*,? )?\d{4}[a-z]?)\)")  # "(UN)", "(Foucault 2001)"
_FILLED_IN = re.compile(r",? (?:in fact|indeed|of course|however),? (?=[a-z])")
_TAIL = re.compile(r", (?:which|who|where|when|while|although|though|several|many|including|such as)\b.*$")
_OPENING = re.compile(r"^(?:The|An?|In|On|At|During|By|To|Because|About)\b")
_ARTICLE_BEFORE = re.compile(r"\b(an?|the) [“\"]?$", re.IGNORECASE)
_PAST = re.compile(
    r"\b(?:was|were|had|did|built|wrote|became|led|took|made|began|came|went|held|won|gave|found|saw|fought|sold|bought|"
    r"left|met|grew|kept|brought|thought|told|said|spoke|drew|[a-z]{3,}ed)\b"
)


def tidied(fact: Fact, text: str) -> Fact:
    """The fact without what only its place in a sentence gave it; `text` is the whole document's."""
    slots = dict(fact.slots)
    subject = _NAMED_AS.sub("", fact.subject)
    if _is_lower_elsewhere(subject, text):
        subject, slots["proper"] = _lower(subject), "no"
    elif slots.get("proper") == "no" and subject[:1].isupper() and _opens_a_common_word(subject, text):
        subject = _lower(subject)
    if " " in subject and all(word[:1].isupper() for word in subject.split()):
        slots["proper"] = "yes"
    phrase = _OPENING.sub(lambda found: found.group().lower(), fact.object)
    first = phrase.split(" ", 1)[0]
    if fact.object_span.start == 0 and (_is_lower_elsewhere(first, text) or lemma(first) == slots.get("head", "")):
        phrase = _lower(phrase)
    _agree(slots, fact, phrase)
    for name in slots.keys() & _PHRASES:
        slots[name] = _recased(_TAIL.sub("", _INSERTED.sub("", _FILLED_IN.sub(" ", slots[name]))), fact.statement)
    if slots.get("proper") == "yes" and subject[:1].isupper():
        for name in slots.keys() & _CLAUSES:
            slots[name] = re.sub(rf"\b{re.escape(_lower(subject))}\b", subject, slots[name])
    return fact.model_copy(update={"subject": subject, "object": phrase, "slots": slots})


def _agree(slots: dict[str, str], fact: Fact, phrase: str) -> None:
    """Article, number and tense as the quote has them."""
    if found := _ARTICLE_BEFORE.search(fact.statement[: fact.subject_span.start]):
        slots.setdefault("article", found[1].lower())
    said = f"{fact.subject} are " in fact.statement
    if (
        slots.get("number") == "plural"
        and slots.get("proper") == "yes"
        and re.match(r"an? (?!people\b)", phrase)
        and not said
    ):
        slots["number"] = "singular"
        slots["copula"] = {"are": "is", "were": "was"}.get(slots.get("copula", ""), slots.get("copula", ""))
    if slots.get("via") in ("apposition", "title") and slots.get("proper") == "yes" and _is_past(fact.statement):
        slots["copula"] = "were" if slots.get("number") == "plural" else "was"


def _lower(phrase: str) -> str:
    return phrase[:1].lower() + phrase[1:]


def _is_lower_elsewhere(phrase: str, text: str) -> bool:
    """Whether a phrase with a capital at its start stands without it inside some sentence."""
    inside = rf"(?<=[\w,;:–—“\"(’] ){re.escape(_lower(phrase))}\b"
    if not (phrase[1:].islower() and phrase[:1].isupper()):
        return False
    low = len(re.findall(inside, text))
    return low > 0 and low >= len(re.findall(inside.replace(re.escape(_lower(phrase)), re.escape(phrase)), text))


_DESCRIBING = re.compile(r"(?:ic|al|ive|ous|ing|ed|ary|ar|ent|ant|ble|ional)$")


def _opens_a_common_word(subject: str, text: str) -> bool:
    """Whether the first word of a common noun stands without a capital inside some sentence, and never with one."""
    opening, _, rest = subject.partition(" ")
    first, low, high = re.escape(opening[1:]), subject[0].lower(), subject[0]
    inside = r"(?<=[\w,;’] )"
    if re.search(rf"{inside}{high}{first}\b", text):
        return False
    told = rest.islower() and opening.lower() not in PROPER_ADJECTIVES and bool(_DESCRIBING.search(opening))
    return told or bool(re.search(rf"{inside}{low}{first}\b", text))


def _recased(phrase: str, quote: str) -> str:
    """The phrase with the capitals that its words have inside the quote: "danish physicist" was "Danish physicist"."""
    capitals = {m.group().lower(): m.group() for m in re.finditer(r"(?<=[\w,] )[A-Z][\w’'-]+", quote)}
    capitals = {low: word for low, word in capitals.items() if not re.search(rf"\b{low}\b", quote)}
    return re.sub(r"[a-z][\w’'-]+", lambda word: capitals.get(word.group(), word.group()), phrase)


def _is_past(sentence: str) -> bool:
    return bool(_PAST.search(sentence)) and not re.search(r"\b(?:is|are|has|have)\b", sentence)
