"""Definitions: "X is a Y that ...", "X, which is the Y ...", "X refers to Y", "X occurs when ...", "X: a Y"."""

from __future__ import annotations

from collections.abc import Iterator

from eduapp.language.facts.apposition import before_mark, defined, determined, explains
from eduapp.language.facts.base import Finding
from eduapp.language.facts.clause import is_recalled
from eduapp.language.facts.describe import (
    STOPS,
    describable,
    description,
    is_ordered,
    known_to_reader,
    usable,
    weighed,
)
from eduapp.language.facts.halves import is_clean
from eduapp.language.grammar import (
    BE,
    NOUNS,
    Phrase,
    article,
    is_plural,
    is_vague,
    negated,
    noun_phrase,
    stands_alone,
    term_shaped,
)
from eduapp.language.resolve import after_marker
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
        first = cop + 1 + (tree.lower[cop + 1] in BROADLY)
        if progressive or said.start != first or not (determined(tree, said) or _of_a_stuff(tree, subject, said)):
            continue
        finding = defined(tree, "copular.v2", subject, said, tree.lower[cop], tree.lower[cop])
        yield from weighed(tree, finding, subject, said)


BROADLY = frozenset("typically simply generally basically essentially actually really".split())
"""Adverbs between copula and description that a definition can do without."""


def _of_a_stuff(tree: Tree, subject: Phrase, said: Phrase) -> bool:
    """Whether a noun without an article says what kind of stuff another is: "Convection is heat transfer by ..."."""
    details = [i for i in range(said.head + 1, said.stop) if tree.pos[i] in ("NOUN", "PROPN", "VERB", "ADJ")]
    bare_nouns = article(tree, subject) == "" and tree.tag[subject.head] == tree.tag[said.head] == "NN"
    return bare_nouns and tree.pos[said.start] in ("NOUN", "ADJ") and len(details) >= 2


def _defines(tree: Tree, cop: int, said: Phrase) -> bool:
    """Whether a copula equates in the present: "is the Y that ..."."""
    details = sum(tree.pos[i] in ("NOUN", "PROPN", "VERB") for i in range(said.head + 1, said.stop))
    return tree.lower[cop] in ("is", "are") and article(tree, said) == "the" and details >= 2


def _told(tree: Tree, subject: Phrase, cop: int, said: Phrase) -> bool:
    """Whether a past tense tells of things on the page ("workers were the base ...") and defines no kind of thing."""
    if tree.lower[cop] not in ("was", "were") or tree.pos[subject.head] == "PROPN":
        return False
    return article(tree, said) == "the" or not explains(tree, said)


MOST_ASIDE = 22
ASIDE_TAGS = frozenset(("WDT", "WP", "WP$", "VBN", "VBG", "CC", "DT", "RB"))
ASIDES = frozenset(
    ("for instance", "for example", "however", "by contrast", "in contrast", "in turn", "on the other hand",
     "therefore", "of course", "then", "too", "in fact", "in short", "by comparison", "in general")
)  # fmt: skip


def _subject(tree: Tree, cop: int, head: int, start: int) -> Phrase | None:
    """The noun phrase right before a copula, a remark between marks left out ("Friction, for instance, is ...")."""
    of, stop = tree.kid(head, "nsubj"), before_aside(tree, cop, start)
    if stop == cop:
        subject = noun_phrase(tree, of) if of is not None and of < cop else None
    elif of is not None and of < stop and noun_phrase(tree, of).stop == stop:
        subject = noun_phrase(tree, of)
    else:
        subject = noun_phrase(tree, stop - 1)
        subject = subject if subject.start == start else None
    return subject if subject is not None and subject.stop == stop else None


def before_aside(tree: Tree, verb: int, start: int) -> int:
    """Where a subject stops before its verb: before a parenthesis or a remark between commas that stands there."""
    mark = tree.word[verb - 1]
    if mark not in (",", ")"):
        return verb
    opening = next((i for i in range(verb - 2, start, -1) if tree.word[i] == {",": ",", ")": "("}[mark]), None)
    if opening is None or verb - opening > MOST_ASIDE or opening + 1 >= verb - 1:
        return verb
    aside = tree.text[tree.idx[opening + 1] : tree.end[verb - 2]].lower()
    apart = mark == ")" or aside in ASIDES or tree.tag[opening + 1] in ASIDE_TAGS
    return opening if apart else verb


def _asserted(tree: Tree, head: int, opens: bool) -> bool:
    if negated(tree, head) or tree.kid(head, "aux", "expl", "case", "csubj", "nmod:poss") is not None:
        return False
    if tree.kid(head, "mark") is not None and not is_recalled(tree, head):
        return False
    main = (
        opens
        or is_recalled(tree, head)
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
        passive, modal = tree.kid(verb, "aux:pass"), tree.kid(verb, "aux")
        subject_head = tree.kid(verb, "nsubj:pass" if lemma == "define" else "nsubj")
        if subject_head is None or negated(tree, verb) or tree.kid(verb, "mark") is not None:
            continue
        if modal is not None and not (lemma == "define" and tree.lower[modal] in ("can", "may")):
            continue
        if lemma == "mean" and tree.kid(verb, "advmod") is not None:
            continue
        if (lemma == "define") != (passive is not None):
            continue
        head = _object_of(tree, verb, lemma)
        subject = noun_phrase(tree, subject_head)
        told = passive if passive is not None and modal is None else modal if modal is not None else verb
        while tree.pos[told - 1] == "ADV":
            told -= 1
        if head is None or before_aside(tree, told, start) != subject.stop:
            continue
        if not describable(tree, subject) or not known_to_reader(tree, subject):
            continue
        said = description(tree, head)
        if said and usable(tree, subject, said) and tree.tag[verb] in ("VBZ", "VBP", "VBN"):
            yield defined(tree, f"{lemma}.v2", subject, said, MEANING[lemma])


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


HAPPENING = frozenset("occur occurs happen happens arise arises exist exists".split())


def occurring(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X occurs when CLAUSE: what has to be the case for X. Goes by words, for parsers take "occurs" for a noun."""
    for verb in range(start + 1, stop - 4):
        if tree.lower[verb] not in HAPPENING or tree.lower[verb + 1] != "when":
            continue
        subject = opening_term(tree, start, verb)
        if subject is None or not known_to_reader(tree, subject):
            continue
        clause = next((i for i in range(verb + 2, stop) if tree.dep[i] == "advcl"), tree.head[verb + 1])
        said = Phrase(verb + 1, _trimmed_right(tree, max(clause, verb + 1)), clause)
        finite = any(tree.tag[i] in ("VBZ", "VBP") for i in range(verb + 1, said.stop))
        closed = tree.word[min(said.stop, stop - 1)] in (".", ",", ";")
        if finite and closed and stands_alone(tree, *_range(said), subject.head) and said.stop - verb <= 33:
            yield defined(tree, "occurs_when.v2", subject, said, "occurs")


def _range(phrase: Phrase) -> tuple[int, int]:
    return phrase.start, phrase.stop


def opening_term(tree: Tree, start: int, verb: int) -> Phrase | None:
    """The term from a sentence's start, a linking phrase left out, to its verb, whatever the arcs say of it."""
    first = after_marker(tree, start, verb)
    phrase = Phrase(first, verb, verb - 1)
    hangs = any(tree.pos[i] == "ADP" and tree.pos[i - 1] == "ADJ" for i in range(first + 1, verb))
    if verb <= first or tree.pos[verb - 1] not in NOUNS or hangs:
        return None
    return phrase if term_shaped(tree, phrase) and not is_vague(tree, phrase) and not is_ordered(tree, phrase) else None


SPEAKING_OF = {"refers": "refers to", "describes": "describes", "means": "means", "denotes": "denotes"}


def worded(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """The term X refers to Y; the word X means Y."""
    first = after_marker(tree, start, stop)
    if first + 5 > stop or tree.lower[first] != "the" or tree.lower[first + 1] not in ("term", "word", "phrase"):
        return
    verb = next((i for i in range(first + 3, min(first + 8, stop - 3)) if tree.lower[i] in SPEAKING_OF), None)
    if verb is None:
        return
    name = Phrase(first + 2 + (tree.word[first + 2] in QUOTES), verb - (tree.word[verb - 1] in QUOTES), verb - 1)
    name = Phrase(name.start, name.stop, name.stop - 1)
    at = verb + 1 + (tree.lower[verb + 1] == "to")
    said = description(tree, _noun_from(tree, at, stop), at)
    plain = name.start < name.stop and all(tree.word[i].replace("-", "a").isalpha() for i in range(*_range(name)))
    if (
        said is not None
        and plain
        and usable(tree, name, said)
        and tree.word[min(said.stop, stop - 1)] in (".", ",", ";")
    ):
        yield defined(tree, "worded.v1", name, said, SPEAKING_OF[tree.lower[verb]])


QUOTES = frozenset("“”\"‘’'")


def _noun_from(tree: Tree, at: int, stop: int) -> int:
    """The head of the noun phrase that opens at a token."""
    if tree.lower[at] in ("a", "an", "the"):
        return tree.head[at]
    return next((i for i in range(at, stop) if tree.pos[i] in NOUNS and tree.pos[i + 1] not in NOUNS), at)


def by_words(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X is the Y of Z: a whole sentence without a comma, read by its words where the arcs say something else."""
    cop = next((i for i in range(start + 1, min(start + 9, stop - 5)) if tree.lower[i] in ("is", "are")), None)
    if tree.word[stop - 1] != "." or cop is None or tree.lower[cop + 1] not in ("a", "an", "the"):
        return
    if any(True for _ in copular(tree, start, stop)):
        return
    subject, last = opening_term(tree, start, cop), stop - 1
    head = next((i for i in range(cop + 2, last) if tree.pos[i] in NOUNS and tree.pos[i + 1] not in NOUNS), None)
    if subject is None or head is None or any(tree.word[i] in STOPS or tree.word[i] == "," for i in range(cop, last)):
        return
    said = Phrase(cop + 1, last, head)
    leads = tree.tag[head + 1] in ("IN", "WDT", "WRB", "VBN") or tree.lower[head + 1] == "that"
    agrees = (tree.lower[cop] == "are") == is_plural(tree, subject.head)
    plain = all(tree.pos[i] in ("ADJ", "NOUN", "PROPN", "ADV", "PUNCT", "VERB") for i in range(cop + 2, head))
    defines = known_to_reader(tree, subject, defined=_defines(tree, cop, said))
    fits = leads and agrees and plain and defines and usable(tree, subject, said)
    if fits and describable(tree, subject, predicate=head) and is_clean(tree, *_range(said), antecedent=subject.head):
        yield defined(tree, "copular.v2", subject, said, tree.lower[cop], tree.lower[cop])


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


RULES = (copular, by_words, relative, verbal, worded, occurring, entry)
