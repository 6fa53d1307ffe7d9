"""Phrases about facts that rules, distractors and feedback share."""

from __future__ import annotations

import re

from eduapp.domain.knowledge import Fact
from eduapp.questions.askable import is_specific
from eduapp.questions.words import ARTICLES, bare, capital, content, lemma, overlap, sentence


def with_article(fact: Fact) -> str:
    """The subject as it stands in a sentence: "photosynthesis", "a chromosome", "the Great Wall"."""
    article = fact.slots.get("article", "")
    return f"{article} {fact.subject}" if article in ARTICLES else fact.subject


def copula(fact: Fact) -> str:
    """The form of "be" that the subject takes, as the text had it where it is known."""
    default = "are" if fact.slots.get("number") == "plural" else "is"
    return fact.slots.get("copula") or default


def states(fact: Fact, phrase: str | None = None) -> str:
    """The fact as a sentence, or the same about its subject with another defining phrase."""
    link = copula(fact)
    if fact.relation in ("means", "refers to") and not fact.slots.get("copula"):
        link = {"plural": fact.relation.replace("means", "mean").replace("refers", "refer")}.get(
            fact.slots.get("number", ""), fact.relation
        )
    return sentence(f"{with_article(fact)} {link} {defining(fact) if phrase is None else phrase}")


def is_when(fact: Fact) -> bool:
    """Whether a term is told by when it occurs: "dramatic irony arises when the audience knows more"."""
    return fact.object.split(" ", 1)[0] in ("when", "where", "if", "how")


def is_clause(fact: Fact) -> bool:
    """Whether the defining words are a sentence of their own: "Sound is measured at intervals, a method called …"."""
    return fact.slots.get("via") == "summed" or is_when(fact)


def is_circular(fact: Fact) -> bool:
    """Whether a definition says little more than its term: "a neuron system is a system of neurons"."""
    return overlap(content(fact.subject), content(fact.object)) >= 0.6


def describe(fact: Fact) -> str:
    """ "Osmosis is the movement of water … (p. 4)." """
    if is_clause(fact) or not is_specific(fact.object, least=2):
        return says(fact)
    return f"{states(fact).rstrip('.')} ({fact.quote.locator.label()})."


def placed(fact: Fact | None) -> str:
    """What the text says in the sentence of a fact, and where."""
    return f"The text says this of something else: “{fact.quote.text}” ({fact.quote.locator.label()})." if fact else ""


def says(fact: Fact) -> str:
    """The rationale: the sentence that shows the key, and where it stands."""
    return f"The text says: “{' '.join(fact.quote.text.split())}” ({fact.quote.locator.label()})."


def answers(fact: Fact) -> tuple[str, ...]:
    """Other ways to write the subject as a short answer: with its article, in the other number, by last name."""
    plain = bare(fact.subject)
    if fact.slots.get("proper") == "yes":
        if fact.slots.get("person") == "yes":
            return last_name(plain)
        return (f"the {plain}",) if fact.slots.get("article") == "the" else ()
    if fact.slots.get("number") == "plural":
        singular = lemma_of_last(plain)
        return (f"the {plain}", *(() if plain.endswith("ics") or singular == plain else (singular,)))
    counted = (indefinite(plain), plural(plain)) if fact.slots.get("article") in ("a", "an") else ()
    return f"the {plain}", *counted


def indefinite(phrase: str) -> str:
    """The phrase with "a" or "an", by its first letter."""
    return f"{'an' if phrase[:1].casefold() in 'aeiou' else 'a'} {phrase}"


def defining(fact: Fact) -> str:
    """The fact's defining phrase as it stands after "is": with an article where a name is one of a kind."""
    phrase, head = fact.object, fact.slots.get("head", "")
    countable = fact.slots.get("proper") == "yes" and fact.slots.get("number") != "plural"
    if (
        countable
        and phrase.split(" ", 1)[0].casefold() not in _DETERMINERS
        and re.search(rf"\b{re.escape(head)}\b", phrase)
    ):
        return indefinite(phrase)
    return phrase


_DETERMINERS = frozenset(
    "a an the one two three another this that these those his her its their our my your each every both all some any "
    "no to".split()
)


def last_name(person: str) -> tuple[str, ...]:
    """A person's last name, where the name is plainly first and last."""
    words = person.split()
    plain = len(words) in (2, 3) and all(word[:1].isupper() and word.isalpha() for word in words)
    return (words[-1],) if plain and len(words[-1]) > 3 else ()


def plural(phrase: str) -> str:
    """The regular plural of a phrase's last word."""
    if re.search(r"[^aeiou]y$", phrase):
        return f"{phrase[:-1]}ies"
    return f"{phrase}es" if re.search(r"(?:s|x|z|ch|sh)$", phrase) else f"{phrase}s"


def lemma_of_last(phrase: str) -> str:
    """The phrase with its last word in the singular."""
    first, space, last = phrase.rpartition(" ")
    return f"{first}{space}{lemma(last)}"


def question(*parts: str) -> str:
    """The parts as a question."""
    asked = re.sub(r"(?<=[a-z] )The (?=[A-Z])", "the ", " ".join(part for part in parts if part))
    return f"{capital(asked).rstrip(' .,;:')}?"


_CONNECTIVE = re.compile(
    r"(?:However|Thus|Therefore|Hence|For example|For instance|In fact|Indeed|Finally|Moreover|Furthermore|In addition|"
    r"Additionally|Consequently|As a result|In other words|Similarly|Likewise|Instead|Also|Nevertheless|Nonetheless|"
    r"On the other hand|In contrast|By contrast|Of course|In turn|In short|Overall|Specifically|Meanwhile|Still|Then|"
    r"First|Second|Third|Next|Lastly|Later|Eventually|Soon|Over time|Initially|Traditionally|"
    r"Accordingly|Conversely|In a sense|By comparison|After all|And|But|So|Yet|Again|Now|Today)(?:, | (?=the |a |an ))"
)
_TOLD_TO = re.compile(r"^(?:Please )?(?:Recall|Note|Remember|Notice|Observe)(?: again| also)? that (?=an? |the |\w+s )")
_ASIDE = re.compile(
    r"\s*\((?:see |cf\. |as in |shown in )?(?:the )?(?:figure|fig\.|table|chapter|section|box)[^)]*\)", re.I
)
_CITATION = re.compile(r"\s*\((?:[A-Z][^()]*,? )?\d{4}[a-z]?(?:[,;:–-][^()]*)?\)(?=[ .,;:]|$)")
_NOTE_MARK = re.compile(r"\s*\[\d+\]")


def plain_sentence(text: str) -> str:
    """A sentence of the text without what ties it to its page: "However,", "(see Figure 2)", "(Smith 1999)", "[3]"."""
    text = _TOLD_TO.sub("", " ".join(text.split()))
    for mark in (_ASIDE, _CITATION, _NOTE_MARK):
        text = mark.sub("", text)
    return capital(_CONNECTIVE.sub("", text, count=1) if _CONNECTIVE.match(text) else text)
