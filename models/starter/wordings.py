"""Ways of asking for a term and of clueing it, so that no one way is learned as the only one."""

from __future__ import annotations

import random
import re

_KIND = re.compile(
    r"(?P<article>an?|the) (?P<head>(?:[a-z-]+ ){0,3}?[a-z-]+) (?:that|which|who) (?P<rest>(?P<verb>[a-z]+) .+)", re.I
)
_CLAIM = re.compile(
    r"(?:an?|the) (?:[a-z-]+ ){0,3}?"
    r"(?:idea|belief|notion|fact|theory|view|concept|claim|principle|assumption|rule|point) that ",
    re.IGNORECASE,
)
_BROKEN = re.compile(
    r"(?:when|where|if|how|what|in|as|to|by|for|on|at)\b|[a-z]+ [a-z]+ (?:can|must|is|are|will|may|do)\b", re.I
)
_FINITE = re.compile(r"(?:is|are|was|were|has|have|can|may|does|must|will|allows?|[a-z]{2,}s)$")
_PLAIN = re.compile(r"(?:an?|the) ", re.I)
_LEAD = re.compile(
    r"(?:However|For example|For instance|Thus|Therefore|In addition|Also|Moreover|Indeed|In fact|As a result), ", re.I
)
_LEANS = re.compile(
    r"(?:this|that|these|those|it|its|they|their|he|she|his|her|we|our|you|your|such|another|other|here|there|but|and)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r", (?:which|who|where|and|but|while|since|because|so|although)\b| because | so that |; | while ")
_VERB = (
    r"(?!(?:the|one|first|second|red|is|are|was|were|did|does|do|has|have|had|can|will|would|should|could)\b)"
    r"[a-z]+(?:s|ed|t|w|k|d|e)"
)
_YEAR = re.compile(r"In (?:which|what) year(?= (?:did|was|were)\b)")
_PEOPLE = frozenset("person man woman king queen ruler scientist physicist anthropologist economist writer".split())
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


def for_year(question: str, rng: random.Random) -> str:
    """A question for a year in one of the three ways in which people ask for it; another question as it is."""
    asked = _YEAR.match(question)
    return f"{rng.choice(('When', 'In what year', asked[0]))}{question[asked.end() :]}" if asked else question


def for_term(meaning: str, who: str, rng: random.Random) -> str:
    """A question for the term that has this meaning."""
    said = lower_first(meaning)
    kind = _of_kind(said)
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


def _of_kind(said: str) -> re.Match[str] | None:
    """The parts of a meaning such as "a tool that lists assets"; not of "the idea that tools last"."""
    return None if _CLAIM.match(said) else _KIND.fullmatch(said)


def can_be_asked(meaning: str) -> bool:
    """Whether a meaning reads as the name of something, so that a question can be put around it."""
    return not _BROKEN.match(meaning)


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
    elif _of_kind(said) and not is_plural(term):
        found["definite"] = f"The {said.partition(' ')[2]}"
    if match := _PLAIN.match(said):
        found["bare"] = upper_first(said[match.end() :])
        found["copular"] = f"_____ {'are' if is_plural(term) else 'is'} {said}."
    elif is_plural(term) and re.match(r"[a-z]+s ", said):
        found["bare"] = upper_first(said)
        found["copular"] = f"_____ are {said}."
    if kind := _of_kind(said):
        found["free"] = f"It {kind['rest']}" if not is_plural(term) else f"What {said}"
    return found


def gap(sentence: str, term: str, longest: int) -> str:
    """The sentence with a gap for the term, cut after a whole clause where it is too long; "" where it can't be."""
    said = _LEAD.sub("", " ".join(sentence.split()), count=1)
    found = list(re.finditer(rf"(?<!\w){re.escape(term)}(?!\w)", said, re.IGNORECASE))
    if len(found) != 1 or _LEANS.match(said) or re.search(r"[“”\"():]", said):
        return ""
    before, after = said[: found[0].start()], said[found[0].end() :]
    before = re.sub(r"\b([Aa])n? $", r"\1(n) ", before)
    whole = upper_first(f"{before}_____{after}")
    if len(whole) <= longest:
        return whole
    ends = [match.start() for match in _CLAUSE.finditer(whole) if match.start() > whole.index("_____") + 25]
    kept = [whole[:end] for end in ends if end < longest and not re.search(r"^[^_]*, [^_]*_____$", whole[:end])]
    return f"{kept[-1]}." if kept else ""


def subject_clue(sentence: str, term: str, longest: int) -> str:
    """What a sentence says of the term that it begins with, as "It …" or "They …"; "" where it begins otherwise."""
    told = gap(sentence, term, longest)
    match = re.match(r"(?:The |An? |A\(n\) )?_____ (?P<verb>[a-z]+) ", told)
    if not match or (not _FINITE.fullmatch(match["verb"]) and not is_plural(term)):
        return ""
    rest = told.partition("_____ ")[2].rstrip(".")
    return f"{'They' if is_plural(term) else 'It'} {rest}"


def clue_of_question(question: str) -> dict[str, str]:
    """Clues by style of a question for its subject: "Which river crosses Paris?" or "Who sold Alaska?"."""
    if match := re.fullmatch(
        rf"Which (?P<kind>(?!of |term|word|concept)[a-z-]+(?: [a-z-]+)??) (?P<rest>{_VERB} .+)\?", question
    ):
        who = "that" if match["kind"].split()[-1] not in _PEOPLE else "who"
        said = f"{match['kind']} {who} {match['rest']}"
        return {"definite": f"The {said}", "bare": upper_first(said)}
    if match := re.fullmatch(rf"(?:Who|What) (?P<rest>{_VERB} .+)\?", question):
        return {"copular": f"_____ {match['rest']}."} | (
            {"bare": f"One who {match['rest']}"} if question.startswith("Who") else {}
        )
    return {}
