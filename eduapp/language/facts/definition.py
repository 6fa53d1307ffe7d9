"""Definitions: "X is a Y that ...", "X, which is the Y ...", "X refers to Y", "X occurs when ...", "X: a Y"."""

from __future__ import annotations

from collections.abc import Iterator

from eduapp.language.facts.apposition import before_mark, defined, determined, explains
from eduapp.language.facts.base import Finding
from eduapp.language.facts.describe import (
    describable,
    description,
    known_to_reader,
    usable,
    weighed,
)
from eduapp.language.grammar import (
    BE,
    NOUNS,
    Phrase,
    article,
    is_vague,
    negated,
    noun_phrase,
    stands_alone,
    term_shaped,
)
from eduapp.language.tree import Tree

MEANING = {"refer": "refers to", "mean": "means", "denote": "denotes", "define": "is defined as"}


def copular(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X is/are/was/were a/the Y with something that tells it apart, X being the subject of the main clause."""
    for cop in range(start + 1, stop):
        if tree.dep[cop] != "cop" or tree.lower[cop] not in BE:
            continue
        head = tree.head[cop]
        subject = _subject(tree, cop, head, start)
        if tree.pos[head] not in NOUNS or subject is None or not _asserted(tree, head, subject.start == start):
            continue
        said = description(tree, head)
        if subject.start > start and tree.pos[subject.start - 1] == "ADP":
            continue
        if not describable(tree, subject, predicate=head) or said is None:
            continue
        if not known_to_reader(tree, subject, defined=_defines(tree, cop, said)) or _told(tree, subject, cop, said):
            continue
        progressive = said.start == head and tree.lower[head].endswith("ing")
        if progressive or said.start != cop + 1 or not determined(tree, said):
            continue
        finding = defined(tree, "copular.v1", subject, said, tree.lower[cop], tree.lower[cop])
        yield from weighed(tree, finding, subject, said)


def _defines(tree: Tree, cop: int, said: Phrase) -> bool:
    """Whether a copula equates in the present: "is the Y that ..."."""
    details = sum(tree.pos[i] in ("NOUN", "PROPN", "VERB") for i in range(said.head + 1, said.stop))
    return tree.lower[cop] in ("is", "are") and article(tree, said) == "the" and details >= 2


def _told(tree: Tree, subject: Phrase, cop: int, said: Phrase) -> bool:
    """Whether a past tense tells of things on the page ("workers were the base ...") and defines no kind of thing."""
    if tree.lower[cop] not in ("was", "were") or tree.pos[subject.head] == "PROPN":
        return False
    return article(tree, said) == "the" or not explains(tree, said)


ASIDES = frozenset(
    ("for instance", "for example", "however", "by contrast", "in contrast", "in turn", "on the other hand",
     "therefore", "of course", "then", "too", "in fact", "in short", "by comparison", "in general")
)  # fmt: skip


def _subject(tree: Tree, cop: int, head: int, start: int) -> Phrase | None:
    """The noun phrase right before a copula, an aside between commas left out ("Friction, for instance, is ...")."""
    if tree.word[cop - 1] == ",":
        opening = next((i for i in range(cop - 2, max(start, cop - 7), -1) if tree.word[i] == ","), None)
        if opening is None or tree.text[tree.idx[opening + 1] : tree.end[cop - 2]].lower() not in ASIDES:
            return None
        subject = noun_phrase(tree, opening - 1)
        return subject if subject.stop == opening and subject.start == start else None
    of = tree.kid(head, "nsubj")
    if of is None or of > cop:
        return None
    subject = noun_phrase(tree, of)
    return subject if subject.stop == cop else None


def _asserted(tree: Tree, head: int, opens: bool) -> bool:
    if negated(tree, head) or tree.kid(head, "aux", "mark", "expl", "case", "csubj", "nmod:poss") is not None:
        return False
    main = (
        opens
        or tree.head[head] == head
        or (tree.dep[head] in ("conj", "parataxis") and tree.head[tree.head[head]] == tree.head[head])
    )
    hedged = any(tree.lower[k] in ("also", "often", "sometimes", "perhaps", "probably", "once", "still", "only", "just",
                                   "even", "instead", "then", "both", "usually", "rarely")
                 for k in tree.kids_of(head, "advmod"))  # fmt: skip
    return main and not hedged


def relative(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X, which is/was a/the Y ...; X, who was the Y ..."""
    for pronoun in range(start + 2, stop - 3):
        cop = pronoun + 1
        if tree.lower[pronoun] not in ("which", "who") or tree.word[pronoun - 1] != "," or tree.lower[cop] not in BE:
            continue
        head = tree.head[cop + 1] if tree.lower[cop + 1] in ("a", "an", "the") else cop + 1
        subject, said = before_mark(tree, pronoun - 1, start), description(tree, head, cop + 1)
        if subject is None or said is None or tree.pos[said.head] not in NOUNS or negated(tree, head):
            continue
        if determined(tree, said) and _term_alone(tree, subject, head) and usable(tree, subject, said):
            yield defined(tree, "relative.v1", subject, said, tree.lower[cop], tree.lower[cop])


def _term_alone(tree: Tree, subject: Phrase, clause: int) -> bool:
    if tree.dep[subject.head] == "conj":
        return False
    modifiers = tree.kids_of(subject.head, "nmod", "acl", "acl:relcl", "conj")
    others = [k for k in modifiers if clause not in (k, tree.head[k]) and k >= subject.stop and k < clause]
    common = tree.pos[subject.head] != "PROPN"
    tail = common and tree.lower[max(0, subject.start - 1)] in ("of", "to", "and", "or", "for")
    definite = common and article(tree, subject) == "the"
    return not (others or definite or tail) and term_shaped(tree, subject) and not is_vague(tree, subject)


def verbal(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X refers to Y; X means Y; X denotes Y; X is defined as Y."""
    for verb in range(start, stop):
        lemma = tree.lemma[verb]
        if lemma not in MEANING or tree.pos[verb] != "VERB":
            continue
        passive = tree.kid(verb, "aux:pass")
        subject_head = tree.kid(verb, "nsubj:pass" if lemma == "define" else "nsubj")
        if subject_head is None or negated(tree, verb) or tree.kid(verb, "aux", "mark") is not None:
            continue
        if lemma == "mean" and tree.kid(verb, "advmod") is not None:
            continue
        if (lemma == "define") != (passive is not None):
            continue
        head = _object_of(tree, verb, lemma)
        subject = noun_phrase(tree, subject_head)
        if head is None or subject.stop > verb or not describable(tree, subject) or not known_to_reader(tree, subject):
            continue
        said = description(tree, head)
        if said and usable(tree, subject, said) and tree.tag[verb] in ("VBZ", "VBP", "VBN"):
            yield defined(tree, f"{lemma}.v1", subject, said, MEANING[lemma])


def _object_of(tree: Tree, verb: int, lemma: str) -> int | None:
    wanted = {"refer": "to", "define": "as"}.get(lemma)
    if wanted is None:
        return tree.kid(verb, "obj")
    for kid in tree.kids_of(verb, "obl", "xcomp", "advcl"):
        if kid > verb and any(tree.lower[c] == wanted for c in tree.kids_of(kid, "case", "mark")):
            return kid if _nominal(tree, kid) and not (lemma == "refer" and _renamed(tree, verb)) else None
    return None


def _nominal(tree: Tree, head: int) -> bool:
    return tree.pos[head] in NOUNS or (tree.tag[head] == "VBG" and tree.kid(head, "aux") is None)


def _renamed(tree: Tree, verb: int) -> bool:
    """Whether "refer to Y" goes on with "as X", which is a naming."""
    return any(
        tree.lower[c] == "as" for k in tree.kids_of(verb, "obl", "advcl") for c in tree.kids_of(k, "case", "mark")
    )


def occurring(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X occurs when CLAUSE: what has to be the case for X."""
    for verb in range(start, stop):
        if (
            tree.lemma[verb] not in ("occur", "happen", "arise")
            or tree.tag[verb] not in ("VBZ", "VBP")
            or tree.dep[verb] != "root"
        ):
            continue
        subject_head, clause = tree.kid(verb, "nsubj"), tree.kid(verb, "advcl")
        if subject_head is None or clause is None or negated(tree, verb) or clause < verb:
            continue
        first = tree.left[clause]
        subject = noun_phrase(tree, subject_head)
        if tree.lower[first] != "when" or not describable(tree, subject) or not known_to_reader(tree, subject):
            continue
        said = Phrase(first, _trimmed_right(tree, clause), clause)
        finite = any(tree.tag[i] in ("VBZ", "VBP") for i in range(first, said.stop))
        if (
            finite
            and first == verb + 1
            and stands_alone(tree, first, said.stop, subject_head)
            and said.stop - first <= 32
        ):
            yield defined(tree, "occurs_when.v1", subject, said, "occurs")


def _trimmed_right(tree: Tree, clause: int) -> int:
    last = tree.right[clause]
    while tree.pos[last] == "PUNCT" and last > clause:
        last -= 1
    return last + 1


def entry(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """Term: a description. As in a glossary or on a slide, where the text opens with the term."""
    if tree.idx[start] != 0 or stop - start < 6:
        return
    mark = next((i for i in range(start + 1, min(start + 6, stop)) if tree.word[i] in (":", "–", "—", "-")), None)
    if mark is None or mark + 2 > stop - 1 or (tree.word[mark] == "-" and tree.end[mark - 1] == tree.idx[mark]):
        return
    subject = noun_phrase(tree, mark - 1)
    head = tree.head[mark + 1] if tree.lower[mark + 1] in ("a", "an", "the") else mark + 1
    said = description(tree, head, mark + 1)
    if subject.start != start or said is None or not term_shaped(tree, subject) or is_vague(tree, subject):
        return
    if (
        determined(tree, said)
        and usable(tree, subject, said)
        and tree.word[min(said.stop, stop - 1)] in (".", ";", ",")
    ):
        yield defined(tree, "entry.v1", subject, said, "is")


RULES = (copular, relative, verbal, occurring, entry)
