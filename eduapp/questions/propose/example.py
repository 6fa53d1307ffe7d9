"""Rules for examples and lists: which of these is one, what are these examples of, which one is missing."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from eduapp.domain.item import BLANK, Bloom, ItemKind
from eduapp.domain.knowledge import Fact, FactKind
from eduapp.language.grammar import PROPER_ADJECTIVES
from eduapp.questions.askable import points
from eduapp.questions.contracts import Context, Distractor, Draft, Refusal
from eduapp.questions.gist import CENTRAL, about, weight_of
from eduapp.questions.truth import are_one
from eduapp.questions.wording import indefinite, lemma_of_last, question
from eduapp.questions.words import bare, contains, content, lemma, normal, sentence, tokens, zipf

Made = Draft | Refusal

WANTED = 3
LONGEST_MEMBER, LONGEST_CLASS = 6, 6
GROUPING = (FactKind.EXAMPLE, FactKind.LIST, FactKind.PART_OF)
_FEW = "two three four five six seven eight nine ten".split()
LEAST_LISTED = 0.3
"""How central (0 to 1) what a list is a list of has to be."""

COMMON_CLASS = 4.4
"""A class named by one word as common as this (Zipf scale), such as "groups" or "companies", is none to be taught."""

_COUNT = re.compile(
    rf"^(?:the |these |an? |{'|'.join(f'{word} ' for word in _FEW)})*"
    r"(?:(?:vast |large |wide |great )?(?:number|variety|range|array)s? of )?",
    re.IGNORECASE,
)
_UNGROUPED = re.compile(r"\b(?:other|another|certain|same|particular|different|various|many|several|some|such|own)\b")
_ORIGIN = re.compile(r"(?:non-)?[A-Z][a-z]+(?:an|ese|ish|ic)s? ")
"""A class that begins with where it comes from keeps its capital: "European countries"."""

_EMPTY = frozenset(
    "thing things item items example examples factor factors way ways aspect aspects element elements case cases "
    "area areas issue issues reason reasons problem problems topic topics others people things part parts question "
    "questions".split()
)


def example_choice(fact: Fact, context: Context, rng: random.Random) -> Made:
    """Which of these is an example of X? with members of other groups."""
    group, members = group_of(fact), members_of(fact)
    if not group or not members:
        return Refusal("the group or its members are not named plainly")
    if fact.kind is FactKind.EXAMPLE and not is_taught(fact, context):
        return Refusal("the class is none that the text is about")
    key = rng.choice(members)
    wrong = outsiders(fact, key, context, rng)[:WANTED]
    if len(wrong) < WANTED:
        return Refusal("too few things that are no such example")
    stem = question("which of these is", asked_as(fact, group))
    return Draft(
        "example.which",
        ItemKind.CHOICE,
        Bloom.UNDERSTAND,
        stem,
        key,
        fact,
        distractors=tuple(wrong),
        terms=(fact.subject, key),
        prior=0.65,
    )


def class_choice(fact: Fact, context: Context, rng: random.Random) -> Made:
    """What are A, B and C examples of? with other groups of the text."""
    group, members = group_of(fact), members_of(fact)
    if fact.kind is not FactKind.EXAMPLE or not group or len(members) < 2 or not is_taught(fact, context):
        return Refusal("the group or its members are not named plainly")
    wrong = [
        Distractor(other_group, _names(other, members_of(other)), other.id)
        for other in context.facts_by_kind.get(FactKind.EXAMPLE, ())
        if (other_group := group_of(other))
        and members_of(other)
        and not are_one(group, other_group, context)
        and _ending(group) == _ending(other_group)
        and not any(_tied(member, other_group, context) for member in members)
    ]
    wrong = list({one.text: one for one in wrong}.values())
    if len(wrong) < WANTED:
        return Refusal("too few other groups")
    wrong = rng.sample(wrong, WANTED)
    stem = question("what are", joined(members), "examples of")
    return Draft(
        "example.class", ItemKind.CHOICE, Bloom.UNDERSTAND, stem, group, fact, distractors=tuple(wrong), prior=0.65
    )


def missing_member_entry(fact: Fact, context: Context, rng: random.Random) -> Made:
    """The three kinds of X are A, B and _____."""
    group, members, count = group_of(fact), members_of(fact), fact.slots.get("count", "")
    complete = (
        fact.slots.get("whole") == "yes"
        and count in _FEW
        and _FEW.index(count) + 2 == len(fact.members) == len(members)
    )
    if fact.kind is not FactKind.LIST or not group or not complete or about(group, context) < LEAST_LISTED:
        return Refusal("the list isn't counted, or not all of its members are named plainly")
    rest = [member for member in members if member != members[-1]]
    key = members[-1]
    if len(tokens(key)) > 3 or contains(" ".join((group, *rest)), key):
        return Refusal("the last member is long or told by the others")
    stem = sentence(f"the {count} {group} are {', '.join(rest)} and {BLANK}")
    accepted = (f"the {bare(key)}", bare(key))
    return Draft(
        "list.missing",
        ItemKind.TEXT_ENTRY,
        Bloom.REMEMBER,
        stem,
        key,
        fact,
        accepted=accepted,
        terms=(fact.subject, key),
        prior=0.7,
    )


def group_of(fact: Fact) -> str:
    """What the members are members of: "renewable resources"; empty where the phrase says too little."""
    named = fact.slots.get("heading", "") if fact.kind is FactKind.LIST else fact.subject
    phrase = _COUNT.sub("", named)
    phrase = phrase if fact.slots.get("proper") == "yes" else f"{phrase[:1].lower()}{phrase[1:]}"
    words = tokens(phrase)
    if not words or points(phrase) or words[-1] in _EMPTY or _UNGROUPED.search(phrase):
        return ""
    if _ORIGIN.match(named.removeprefix("the ")) or named.split(" ", 1)[0].lower() in PROPER_ADJECTIVES:
        phrase = f"{phrase[:1].upper()}{phrase[1:]}"
    told = len(words) > 1 or zipf(words[0]) < COMMON_CLASS
    return phrase if told and len(words) <= LONGEST_CLASS and bool(content(phrase)) else ""


def is_taught(fact: Fact, context: Context) -> bool:
    """Whether the class is one of the text's own notions, or what it is about, and no chance string of words."""
    group = group_of(fact)
    last = " ".join(tokens(group)[-2:])
    if not context.central:
        return bool(group)
    known = normal(group) in context.terms or normal(last) in context.terms
    return known and weight_of(group, context) >= CENTRAL


def members_of(fact: Fact) -> tuple[str, ...]:
    """The members that are short phrases and stand alone; none where the text names fewer than one."""
    return tuple(dict.fromkeys(member for member in fact.members if is_member(member)))


def is_member(phrase: str) -> bool:
    """Whether a phrase can stand among choices: a few words with sense, nothing pointed at."""
    words = tokens(phrase)
    own = re.search(r"\b(?:its|their|his|her|other|others|etc|so on|more)\b", phrase)
    return 1 <= len(words) <= LONGEST_MEMBER and bool(content(phrase)) and not points(phrase) and not own


def outsiders(fact: Fact, key: str, context: Context, rng: random.Random) -> list[Distractor]:
    """Members of other groups that the text never ties to this one, the most alike to the key first."""
    group = group_of(fact)
    found: dict[str, Distractor] = {}
    for text, told, other in _strangers(fact, context):
        if _looks_like(text, key) and not _tied(text, group, context) and not contains(fact.statement, text):
            found.setdefault(text.casefold(), Distractor(text, told, other.id))
    ranked = sorted(found.values(), key=lambda d: (abs(len(d.text) - len(key)) + rng.random() * 8, d.text))
    chosen: list[Distractor] = []
    for one in ranked:
        if not any(are_one(one.text, other.text, context) for other in chosen):
            chosen.append(one)
    return chosen


def _strangers(fact: Fact, context: Context) -> Iterator[tuple[str, str, Fact]]:
    """Members of other groups: the phrase, what the text says of it, and the fact."""
    for kind in GROUPING:
        for other in context.facts_by_kind.get(kind, ()):
            if other.id != fact.id and group_of(other) and not are_one(fact.subject, other.subject, context):
                for member in members_of(other):
                    yield member, _names(other, (member,)), other


def _names(fact: Fact, members: tuple[str, ...]) -> str:
    group = group_of(fact)
    how = {FactKind.PART_OF: f"what {group} has", FactKind.LIST: f"the {group}"}.get(fact.kind, f"examples of {group}")
    return f"The text names {joined(members)} among {how} ({fact.quote.locator.label()})."


def _tied(member: str, group: str, context: Context) -> bool:
    """Whether any sentence names the member beside the group's head, so that it may belong to it."""
    head = lemma(tokens(group)[-1])
    return contains(group, member) or any(
        contains(s, member) and head in {lemma(word) for word in tokens(s)}
        for passage in context.sentences.values()
        for s in passage
    )


def _looks_like(one: str, other: str) -> bool:
    """Same case, same ending of the last word, about the same length."""
    a, b = bare(one), bare(other)
    return (
        a[:1].isupper() == b[:1].isupper()
        and (one != a) == (other != b)
        and _ending(a) == _ending(b)
        and abs(len(tokens(a)) - len(tokens(b))) <= 2
    )


def _ending(phrase: str) -> str:
    last = tokens(phrase)[-1]
    if last.endswith("ing"):
        return "ing"
    return "s" if last.endswith("s") and not last.endswith(("ss", "us", "is")) else ""


def joined(phrases: tuple[str, ...]) -> str:
    """ "a, b and c" """
    return phrases[0] if len(phrases) == 1 else f"{', '.join(phrases[:-1])} and {phrases[-1]}"


def asked_as(fact: Fact, group: str) -> str:
    """How a member's belonging is asked for."""
    count = fact.slots.get("count", "")
    if fact.kind is FactKind.LIST:
        return f"one of the {count} {group}" if count else f"one of the {group}"
    if fact.kind is FactKind.PART_OF:
        return f"a part of {group}"
    return f"an example of {indefinite(lemma_of_last(group)) if _ending(group) == 's' else group}"


RULES_EXAMPLE = (example_choice, class_choice)
RULES_LIST = (example_choice, missing_member_entry)
