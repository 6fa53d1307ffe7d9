"""Appositions: "X, a/an/the Y ...," between commas, dashes or parentheses."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from eduapp.domain.knowledge import FactKind
from eduapp.language.facts.base import Finding
from eduapp.language.facts.describe import (
    content_words,
    description,
    is_ordered,
    stated,
    weighed,
)
from eduapp.language.grammar import (
    NOUNS,
    PEOPLE,
    Phrase,
    article,
    is_person,
    is_plural,
    is_vague,
    noun_phrase,
    term_shaped,
)
from eduapp.language.tree import Tree

# The parser calls half of the appositions something else; the punctuation around them decides.
APPOSED = frozenset(("appos", "conj", "parataxis", "list", "nmod", "flat", "dep", "obl:unmarked", "nmod:unmarked"))


SITES = frozenset(
    "city town village port island state kingdom empire province republic country area region capital territory land "
    "settlement district colony center centre place site peninsula river valley mountain desert sea lake".split()
)


EXPLAINING = frozenset("that which who in of made used where".split())
RELATING = frozenset("in by through with from on at during to for".split())
SET_OFF = {",": (",", ".", ";", ")", "—", ":"), "—": ("—", ".", ",", ";"), "–": ("–", ".", ","), "(": (")",)}


def defined(tree: Tree, rule: str, subject: Phrase, said: Phrase, relation: str, copula: str = "") -> Finding:
    """The finding that a phrase is said to be something."""
    return stated(tree, FactKind.DEFINITION, rule, subject, said, relation, copula=copula)


def determined(tree: Tree, said: Phrase) -> bool:
    """Whether a description opens as one: an article, a bare plural or an activity."""
    return article(tree, said) != "" or tree.tag[said.head] in ("NNS", "VBG")


def apposition(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X, a/an/the Y ..., set off by commas, dashes or parentheses."""
    for mark in range(start + 1, stop - 2):
        if tree.word[mark] not in SET_OFF:
            continue
        head = _appositive_head(tree, mark + 1, stop)
        if head is None or tree.pos[head] != "NOUN" or not (_clearly(tree, head, stop) or _hung_on(tree, head)):
            continue
        subject, said = before_mark(tree, mark, start), description(tree, head, mark + 1)
        said = _to_its_comma(tree, said)
        if (
            subject is None
            or said is None
            or tree.word[said.head][0].isupper()
            or not _set_off(tree, mark, said.stop, stop)
        ):
            continue
        if _in_list(tree, subject, said, stop) or _fronted(tree, subject, start):
            continue
        if _identifiable(tree, subject, said):
            yield from weighed(tree, defined(tree, "apposition.v1", subject, said, "is"), subject, said)


def _hung_on(tree: Tree, head: int) -> bool:
    return tree.dep[head] in APPOSED and tree.kid(head, "case", "cc", "nsubj", "cop") is None


def _clearly(tree: Tree, head: int, stop: int) -> bool:
    """Whether a relative clause follows at once, which an apposition has and a new subject seldom."""
    after = [tree.lower[i] for i in range(head + 1, min(head + 3, stop))]
    return after[:1] == ["that"] or (len(after) == 2 and after[1] == "which" and after[0] in RELATING)


def _to_its_comma(tree: Tree, said: Phrase | None) -> Phrase | None:
    """An apposition up to the comma that closes it: one inside is a list's only if a conjunction follows."""
    if said is None:
        return None
    for i in range(said.head + 1, said.stop):
        if tree.word[i] == "," and not any(tree.lower[j] in ("and", "or", "as") for j in range(i, said.stop)):
            return Phrase(said.start, i, said.head) if tree.lower[i + 1] not in ("called", "known") else None
    return said


def _appositive_head(tree: Tree, at: int, stop: int) -> int | None:
    """The noun that an apposition starting here is about: after an article, or a bare plural with a clause after it."""
    if tree.lower[at] in ("a", "an", "the"):
        return tree.head[at]
    if tree.lower[at].endswith("ing"):
        return None
    head = at
    while head < stop - 1 and tree.pos[head] == "ADJ":
        head += 1
    while head < stop - 1 and tree.pos[head] == tree.pos[head + 1] == "NOUN":
        head += 1
    explained = head + 1 < stop and tree.lower[head + 1] in EXPLAINING
    attached = tree.dep[head] in ("appos", "conj") and tree.head[head] < at
    return head if tree.tag[head] == "NNS" and explained and attached else None


def before_mark(tree: Tree, mark: int, start: int) -> Phrase | None:
    """The noun phrase that ends right before a punctuation mark, the whole name where it is one."""
    head = mark - 1
    while head > start and tree.dep[head] in ("flat", "goeswith") and tree.head[head] >= start:
        head = tree.head[head]
    subject = noun_phrase(tree, head)
    if subject.stop != mark and tree.pos[mark - 1] in NOUNS:
        subject = noun_phrase(tree, mark - 1)
    if subject.stop != mark or tree.pos[subject.head] not in NOUNS:
        return None
    return Phrase(_name_start(tree, subject, start), subject.stop, subject.head)


def _name_start(tree: Tree, subject: Phrase, start: int) -> int:
    """Where a name opens whose end is known: names before it, hyphens and "of" inside ("Church of England")."""
    first = subject.start
    if tree.pos[subject.head] != "PROPN":
        return first
    while first > start:
        if tree.pos[first - 1] == "PROPN":
            first -= 1
        elif first - 2 >= start and _links(tree, first - 1) and tree.word[first - 2][0].isupper():
            first -= 2
        else:
            break
    return first


def _links(tree: Tree, i: int) -> bool:
    hyphen = tree.word[i] in ("-", "–") and tree.end[i - 1] == tree.idx[i] and tree.end[i] == tree.idx[i + 1]
    return hyphen or tree.lower[i] in ("of", "for", "against", "on")


def _fronted(tree: Tree, subject: Phrase, start: int) -> bool:
    """Whether the phrase closes an opening adverbial ("In France, the king ...")."""
    if subject.start <= start:
        return False
    finite = any(tree.tag[i] in ("VBD", "VBZ", "VBP", "MD") for i in range(start, subject.start))
    opens = tree.pos[start] in ("ADP", "SCONJ", "ADV", "CCONJ", "ADJ") or tree.tag[start] in ("VBN", "VBG", "TO")
    return opens and not finite


def _identifiable(tree: Tree, subject: Phrase, said: Phrase) -> bool:
    if tree.kid(subject.head, "nmod:poss") is not None or not term_shaped(tree, subject) or is_vague(tree, subject):
        return False
    if is_ordered(tree, subject) or _sums_up(tree, subject, said):
        return False
    if tree.pos[subject.head] == "PROPN":
        return article(tree, subject) in ("", "the") and (
            not _inside(tree, subject) or (_sites(tree, said) and not _relative_of(tree, subject))
        )
    return _generic(tree, subject) and _tells_what(tree, subject, said)


INSIDE = frozenset(
    "in at near from to across through into of atop on around along beyond outside inside between under over".split()
)


def _inside(tree: Tree, subject: Phrase) -> bool:
    """Whether a name only says where ("in London, a show ...") or whose ("the rulers of Ur, the last dynasty")."""
    return subject.start > 0 and tree.lower[subject.start - 1] in INSIDE


def _relative_of(tree: Tree, subject: Phrase) -> bool:
    """Whether a name hangs on a person whom the words may mean too ("the successor to Muhammad, the caliph ...")."""
    host = subject.start - 2
    return host >= 0 and tree.pos[host] == "NOUN" and tree.lemma[host].lower() in PEOPLE


def _sites(tree: Tree, said: Phrase) -> bool:
    return tree.lemma[said.head].lower() in SITES or is_person(tree, said.head)


def _generic(tree: Tree, subject: Phrase) -> bool:
    before = subject.start - 1
    return before < 0 or (tree.pos[before] not in ("NUM", "DET", "ADJ") and tree.lower[before] != "of")


def _tells_what(tree: Tree, subject: Phrase, said: Phrase) -> bool:
    """Whether a description of a common noun defines it: with a clause of its own, or as one kind among others."""
    past = any(tree.tag[i] == "VBD" for i in range(said.start, said.stop))
    if past and article(tree, subject) == "the":
        return False
    kind = tree.head[said.head] == subject.head and article(tree, said) != "the" and tree.after(said.head) != ","
    same_number = is_plural(tree, subject.head) == is_plural(tree, said.head)
    return (kind or explains(tree, said)) and same_number and content_words(tree, said) >= 3


SUMMING = frozenset("process practice step strategy tactic move feat action policy event development method".split())
ACTIVITIES = ("ion", "sis", "ing", "ment", "ism", "port", "ure")


def _sums_up(tree: Tree, subject: Phrase, said: Phrase) -> bool:
    """Whether "a process that ..." comments on the whole clause, the word before the comma being a thing."""
    loose = tree.lemma[said.head].lower() in SUMMING and article(tree, said) in ("a", "an")
    return loose and not tree.lower[subject.head].endswith(ACTIVITIES)


def explains(tree: Tree, said: Phrase) -> bool:
    """Whether a description has a clause or a participle of its own, as definitions do."""
    after = range(said.head + 1, said.stop)
    clause = any(tree.tag[i] in ("WDT", "WP", "WRB") or tree.lower[i] == "that" for i in after)
    return clause or (said.head + 1 < said.stop and tree.tag[said.head + 1] in ("VBN", "VBG"))


def _set_off(tree: Tree, before: int, after: int, stop: int) -> bool:
    """Whether punctuation before and after sets the phrase off: commas, dashes or parentheses."""
    closes = tree.word[after] if after < stop else "."
    return closes in SET_OFF.get(tree.word[before], ())


def _in_list(tree: Tree, subject: Phrase, said: Phrase, stop: int) -> bool:
    """Whether commas separate members of a list: "the Nile, the Tigris, and ..."."""
    after = [tree.lower[i] for i in range(said.stop, min(said.stop + 3, stop))]
    before = subject.start - 1
    listed = any(word in ("and", "or") for word in after[:2])
    joined = before >= 0 and tree.lower[before] in (",", "and", "or") and tree.dep[subject.head] == "conj"
    series = any(tree.right[k] >= said.stop for k in tree.kids_of(said.head, "conj"))
    inside = [tree.lower[i] for i in range(said.start, said.stop)]
    commas = any(mark == "," and word in ("a", "an", "the", "and", "or") for mark, word in pairwise(inside))
    return listed or joined or series or (commas and tree.dep[said.head] != "appos")


RULES = (apposition,)
