"""Ways of asking for a term and of clueing it, so that no one way is learned as the only one."""

from __future__ import annotations

import random
import re

_KIND = re.compile(
    r"(?P<article>an?|the) (?P<head>(?:[a-z-]+ ){0,3}?[a-z-]+) (?:that|which|who) (?P<rest>(?P<verb>[a-z]+) .+)", re.I
)
_FINITE = re.compile(r"(?:is|are|was|were|has|have|can|may|does|must|will|allows?|[a-z]{2,}s)$")
_PLAIN = re.compile(r"(?:an?|the) ", re.I)
LONGEST_CALLED = 12
TAUGHT = "statisticians lawyers doctors teachers builders sailors farmers".split()


def lower_first(text: str) -> str:
    """The text with a small first letter, unless the word is a name or an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def upper_first(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def is_plural(term: str) -> bool:
    """Whether a term looks like a plural."""
    last = term.split()[-1].casefold()
    return last.endswith("s") and not last.endswith(("ss", "us", "is", "ics")) and len(last) > 3


def for_term(meaning: str, who: str, rng: random.Random) -> str:
    """A question for the term that has this meaning."""
    said = lower_first(meaning)
    kind = _KIND.fullmatch(said)
    if kind and _FINITE.fullmatch(kind["verb"]) and rng.random() < 0.75:
        opening = rng.choice(("Which", "Which", "What kind of", "What"))
        return f"{opening} {kind['head']} {kind['rest']}?"
    ways = [
        f"What do {who} call {said}?",
        f"Which term describes {said}?",
        f"Which word or phrase means {said}?",
        f"What name is given to {said}?",
        f"By what name is {said} known?",
        f"What is the term for {said}?",
        f"What is the name for {said}?",
        f"Which term means {said}?",
        f"Which concept is defined as {said}?",
    ]
    if len(said.split()) <= LONGEST_CALLED and _PLAIN.match(said):
        ways += [f"What is {said} called?", f"How is {said} referred to?", f"What is {said} known as?"] * 2
    return rng.choice(ways)


def for_meaning(term: str, meaning: str, rng: random.Random) -> str:
    """A question for what a term means."""
    name, many = named(term, meaning), is_plural(term)
    quoted = f"“{lower_first(term)}”"
    ways = [f"What is meant by {quoted}?", f"What does the term {quoted} mean?", f"What does {quoted} refer to?"]
    if many or name != lower_first(term):
        ways += [f"What {'are' if many else 'is'} {name}?", f"How {'are' if many else 'is'} {name} defined?"] * 2
    return rng.choice(ways)


def named(term: str, meaning: str) -> str:
    """The term as a sentence would bring it in: with an article where its meaning has one."""
    name = lower_first(term)
    if is_plural(term) or not re.match(r"an? ", meaning, re.I) or term[:1].isupper():
        return name
    return f"{'an' if name[0] in 'aeio' else 'a'} {name}"


def explained(term: str, meaning: str, rng: random.Random) -> str:
    """A sentence that tells a term's meaning."""
    said, name = lower_first(meaning), upper_first(named(term, meaning))
    be = "are" if is_plural(term) else "is"
    return rng.choice(
        (f"{name} {be} {said}.", f"{name} {be} {said}.", f"{name} {be} defined as {said}.",
         f"{upper_first(term)} refer{'' if be == 'are' else 's'} to {said}.",
         f"{upper_first(said)} {be} called {named(term, meaning)}.")
    )  # fmt: skip


def clues(term: str, meaning: str) -> dict[str, str]:
    """Clues for a term by style, as far as its meaning can be put so."""
    said = lower_first(meaning)
    found: dict[str, str] = {}
    if said.startswith("the "):
        found["definite"] = upper_first(said)
    if match := _PLAIN.match(said):
        found["bare"] = upper_first(said[match.end() :])
        found["copular"] = f"_____ {'are' if is_plural(term) else 'is'} {said}."
    elif is_plural(term) and re.match(r"[a-z]+s ", said):
        found["bare"] = upper_first(said)
        found["copular"] = f"_____ are {said}."
    if kind := _KIND.fullmatch(said):
        found["free"] = f"It {kind['rest']}" if not is_plural(term) else f"What {said}"
    return found
