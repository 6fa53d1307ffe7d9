"""A sentence as a statement that can stand alone: its subject, its predicate, and what it must not lean on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from eduapp.language.facts.clause import (
    Clause,
    clause_slots,
    is_sweeping,
    main_clause,
)
from eduapp.language.facts.describe import is_ordered
from eduapp.language.facts.halves import finite, has_no_hole, is_plain, subject_head
from eduapp.language.grammar import (
    COUNTING,
    NOUNS,
    POINTING,
    PROPER_ADJECTIVES,
    Phrase,
    article,
    balanced,
    is_person,
    is_plural,
    is_proper,
    is_vague,
    lower_start,
    negated,
    noun_phrase,
    stands_alone,
    term_shaped,
)
from eduapp.language.tree import Tree

FEWEST, MOST = 8, 30
"""Words of a statement."""
UNQUOTABLE = re.compile(
    r" [.,]|[“”\"?!;:()\[\]{}/=<>…*|_^≈×→]| [–—-] |—|\.\.|https?|www\.|\w\.\w{3,}|@|¢|\bet al\b|\bvs\b"
)
LOOSE = re.compile(
    r"\b(?:figure|figures|table|tables|chapter|chapters|section|sections|module|textbook|appendix|exercise|exercises|"
    r"equation|diagram|graph|illustration|photograph|photo|image|caption|author|authors|reader|readers|website|video|"
    r"hypothetical|fictional|imaginary|for example|for instance|e\.g\.|i\.e\.|as follows|the following|let us|let’s|"
    r"next to|as shown|shown (?:in|by|on)|see above|mentioned|discussed|"
    r"in this case|so far|earlier|hereafter|what follows|this text|this year|recently|nowadays|"
    r"(?:last|next|past) (?:\w+ )?(?:years?|decades?|centur(?:y|ies))|"
    r"currently|at present|now|yesterday|tomorrow|years ago|to date|in other words|on the other hand|"
    r"likewise|similarly|instead|even so|in turn|in contrast|by contrast|in addition|too|else|thus|"
    r"therefore|hence|however|moreover|furthermore|nevertheless|nonetheless|meanwhile|afterwards?|then|alike|"
    r"respectively|latter|former|again|still|yet|already|one reason|another reason|perhaps|maybe|probably|"
    r"arguably|exception|one (?:\w+ )?example|of course|obviously|clearly|unfortunately|fortunately|"
    r"interestingly|surprisingly|indeed)\b",
    re.IGNORECASE,
)
"""Words that tie a sentence to its page, to the one before it, to its own day, or to somebody's opinion."""
OPENERS = frozenset(
    "and but or so yet nor because while whereas although though some many several few other another both each here "
    "there one such not no yes please note see think recall imagine suppose consider assume remember "
    "look even what who why how when where which that only most".split()
)
"""Words that open no statement; a sentence that opens with a clause ("When prices rise, ...") is read by its marks."""
CLAUSES = frozenset("when if because while although though whereas unless since as whenever most many both".split())
IMPERATIVE = frozenset(("VB", "VBP", "VBZ", "VBD"))
SAYING = frozenset("say argue claim believe think suggest write note report feel tell ask explain hope wonder".split())


@dataclass(frozen=True)
class Statement:
    """A sentence that can stand alone.

    `text` is the sentence as it can be printed; `put_in` says that another sentence's words stand in it. `subject` and
    `predicate` are stretches of `text`; `plain` says that the subject can be a term. `names` are the words of
    its proper names, and `slots` what a fact of it has.
    """

    text: str
    subject: tuple[int, int]
    predicate: tuple[int, int]
    subject_key: str
    plain: bool
    past: bool
    put_in: bool
    names: tuple[str, ...]
    slots: dict[str, str] = field(default_factory=dict)


def read(tree: Tree, start: int, stop: int, *, opened: int | None = None, put_in: bool = False) -> Statement | None:
    """The statement that tokens `start` to `stop` make, or None where they lean on their page.

    `opened` is the token after a linking phrase that opens the sentence and is left out.
    """
    first = start if opened is None else opened
    words = sum(tree.pos[i] != "PUNCT" for i in range(first, stop))
    if not FEWEST <= words <= MOST or tree.word[stop - 1] != ".":
        return None
    text = _Words(tree, first, stop)
    if UNQUOTABLE.search(text.text) or LOOSE.search(text.text) or not balanced(text.text):
        return None
    if not has_no_hole(tree, first, stop) or not _opens_well(tree, first):
        return None
    if (
        not stands_alone(tree, first, stop)
        or _is_halved(tree, first, stop)
        or _means_its_own_subject(tree, first, stop)
    ):
        return None
    roots = [i for i in range(start, stop) if tree.head[i] == i and tree.pos[i] != "PUNCT"]
    head = roots[0] if len(roots) == 1 else None
    verb, kid = (None, None) if head is None else (finite(tree, head), subject_head(tree, head))
    if head is None or verb is None or kid is None or not first <= tree.left[kid] <= kid < verb:
        return _unread(tree, text, put_in) if head is None or tree.pos[head] in NOUNS else None
    subject = _subject(tree, kid, first)
    if not _is_definite(tree, subject) or not _is_general(tree, head, verb, subject, first, stop):
        return None
    if _speaks_of_known(tree, first, stop):
        return None
    return _stated(tree, text, subject, head, verb, put_in)


class _Words:
    """The words of a statement and where each stands, without what the sentence can do without: see `_spare`."""

    def __init__(self, tree: Tree, first: int, stop: int) -> None:
        self.first, self.stop = first, stop
        self._begin = tree.idx[first]
        self._cuts = list(_spare(tree, first, stop))
        text, at = "", self._begin
        for begin, end in self._cuts:
            text, at = text + tree.text[at:begin], end
        text += tree.text[at : tree.end[stop - 1]]
        self.text = text[0].upper() + text[1:]

    def place(self, offset: int) -> int:
        """Where a character of the tree's text stands in the statement."""
        return offset - self._begin - sum(end - begin for begin, end in self._cuts if begin < offset)


def _spare(tree: Tree, first: int, stop: int) -> Iterator[tuple[int, int]]:
    """The stretches (in characters) that a statement drops: "also", which points back, and parentheses."""
    i = first + 1
    while i < stop - 1:
        if tree.lower[i] == "also" and tree.lower[i - 1] != "but" and tree.word[i + 1] not in (",", "."):
            yield tree.idx[i], tree.idx[i + 1]
        if tree.word[i] == "(" and tree.idx[i] > tree.end[i - 1]:
            close = next((j for j in range(i, stop - 1) if tree.word[j] == ")"), i)
            if close > i:
                yield tree.end[i - 1], tree.end[close]
            i = close
        i += 1


def _means_its_own_subject(tree: Tree, first: int, stop: int) -> bool:
    """Whether an object pronoun has nothing to mean but its own subject, and so points back: "Most firms use them"."""
    for i in range(first, stop):
        if tree.lower[i] not in ("it", "them", "him", "her") or tree.dep[i] not in ("obj", "iobj", "obl", "nmod"):
            continue
        many = tree.lower[i] == "them"
        verb = tree.head[i] if tree.pos[tree.head[i]] == "VERB" else tree.head[tree.head[i]]
        own = subject_head(tree, verb)
        before = (j for j in range(first, i) if tree.pos[j] in NOUNS and j != own and is_plural(tree, j) == many)
        if not any(own is None or not tree.left[own] <= j <= tree.right[own] for j in before):
            return True
    return False


def _is_halved(tree: Tree, first: int, stop: int) -> bool:
    """Whether "both" or "either" points back, without an "and" or "or" after it."""
    for i in range(first, stop):
        other = {"both": "and", "either": "or", "neither": "nor"}.get(tree.lower[i])
        if other and not any(tree.lower[j] == other for j in range(i + 1, stop)):
            return True
    return False


def _unread(tree: Tree, text: _Words, put_in: bool) -> Statement | None:
    """The statement of a sentence whose verb the parser took for a noun: it is whole, but is not taken apart."""
    if tree.pos[text.first] not in ("DET", "NOUN", "PROPN", "ADJ") or tree.lower[text.first] in COUNTING | POINTING:
        return None
    words = range(text.first, text.stop)
    past = any(tree.tag[i] == "VBD" for i in words)
    if (
        past
        or not any(tree.tag[i] in ("VBZ", "VBP", "MD") for i in words)
        or _speaks_of_known(tree, text.first, text.stop)
    ):
        return None
    whole = (0, len(text.text) - 1)
    names = tuple(tree.lower[i] for i in words if tree.pos[i] == "PROPN")
    return Statement(text.text, whole, whole, "", plain=False, past=past, put_in=put_in, names=names)


def _opens_well(tree: Tree, first: int) -> bool:
    word = tree.lower[first]
    fits = word not in OPENERS or word in CLAUSES or (word == "one" and tree.lower[first + 1] == "of")
    return fits and tree.pos[first] not in ("CCONJ", "PUNCT", "INTJ", "X") and tree.tag[first] not in IMPERATIVE


def _subject(tree: Tree, kid: int, first: int) -> Phrase:
    start = max(tree.left[kid], first)
    while start < kid and tree.dep[start] in ("cc", "punct", "mark"):
        start += 1
    stop = tree.right[kid] + 1
    while stop > kid + 1 and tree.pos[stop - 1] == "PUNCT":
        stop -= 1
    return Phrase(start, stop, kid)


def _is_definite(tree: Tree, subject: Phrase) -> bool:
    """Whether a reader knows what the subject means: a name or a kind, not "the firm" of the page."""
    if is_ordered(tree, subject) and article(tree, subject) == "the":
        return False
    if is_sweeping(tree, subject):
        return subject.stop - subject.start > 1
    return is_plain(tree, subject, most=16) and tree.lower[subject.start] not in COUNTING


def _is_general(tree: Tree, head: int, verb: int, subject: Phrase, first: int, stop: int) -> bool:
    """Whether a sentence says how things are, or tells of something past by its name; and is nobody's saying."""
    if tree.lemma[head] in SAYING or tree.lower[verb] in ("would", "might", "could", "should"):
        return False
    if tree.tag[verb] != "VBD":
        return True
    whole = range(first, stop)
    named = any(tree.pos[i] == "PROPN" or tree.lower[i] in PROPER_ADJECTIVES for i in whole)
    return named and not (article(tree, subject) in ("a", "an") and is_person(tree, subject.head))


def _speaks_of_known(tree: Tree, first: int, stop: int) -> bool:
    """Whether a bare "the price" stands as a subject of some clause that nothing before it has told of."""
    for i in range(first, stop - 1):
        noun = i + 1
        alone = tree.lower[i] == "the" and tree.pos[noun] == "NOUN" and tree.right[noun] == noun
        if not alone or tree.dep[noun] not in ("nsubj", "nsubj:pass", "obj"):
            continue
        told = any(tree.lemma[j] == tree.lemma[noun] for j in range(first, i))
        if not told and not is_plain(tree, Phrase(i, noun + 1, noun)):
            return True
    return False


def _stated(tree: Tree, text: _Words, subject: Phrase, head: int, verb: int, put_in: bool) -> Statement:
    last = text.stop - 1
    while tree.pos[last] == "PUNCT" and last > verb:
        last -= 1
    named = noun_phrase(tree, subject.head)
    whole = (named.start, named.stop) == (subject.start, subject.stop)
    plain = whole and term_shaped(tree, named) and not is_vague(tree, named) and not is_sweeping(tree, subject)
    inner = subject.start + (article(tree, subject) != "")
    return Statement(
        text=text.text,
        subject=(text.place(tree.idx[inner]), text.place(tree.end[subject.stop - 1])),
        predicate=(text.place(tree.idx[verb]), text.place(tree.end[last])),
        subject_key=" ".join((tree.lemma[i] or tree.lower[i]).lower() for i in range(inner, subject.stop)),
        plain=plain,
        past=tree.tag[verb] == "VBD",
        put_in=put_in,
        names=tuple(tree.lower[i] for i in range(text.first, text.stop) if tree.pos[i] == "PROPN"),
        slots=_slots(tree, subject, head, text.first),
    )


def _focus(tree: Tree, head: int, first: int) -> Iterator[str]:
    """The words on which the truth of a statement hinges, in lower case: its main verb or what is said with "be", what
    modifies that, and comparisons of its subject and object; not what only describes something further in."""
    seats = [head, *tree.kids_of(head, "conj", "xcomp", "advmod", "obl", "obl:npmod", "obj", "nsubj", "nsubj:pass")]
    for i in seats:
        if i < first:
            continue
        told = tree.pos[i] in ("VERB", "ADJ", "ADV") and tree.dep[i] in ("advmod", "xcomp", "conj", tree.dep[head])
        if told or (i == head and tree.pos[i] == "NOUN"):
            yield tree.lower[i]
        yield from (tree.lower[k] for k in tree.kids[i] if tree.tag[k] in ("JJR", "RBR", "JJS") and first <= k)
        yield from (tree.lower[k] for k in tree.kids_of(i, "advmod") if i == head or tree.dep[i] == "xcomp")
        if tree.pos[i] in ("ADP", "ADV"):
            yield tree.lower[i]


def _slots(tree: Tree, subject: Phrase, head: int, first: int) -> dict[str, str]:
    """What a fact of the statement knows of its clause, and the slots of an action where it can be asked about."""
    clause: Clause | None = main_clause(tree, head, whole=True) if tree.pos[head] == "VERB" else None
    opens = clause is not None and clause.subject.start == first and clause.subject.head == subject.head
    slots = clause_slots(tree, clause) if clause is not None and opens else {}
    return slots | {
        "named": lower_start(tree, subject.start, tree.span(subject.start, subject.stop)),
        "number": "plural" if is_plural(tree, subject.head) else "singular",
        "proper": "yes" if is_proper(tree, subject) else "no",
        "person": "yes" if is_person(tree, subject.head) else "",
        "article": article(tree, subject),
        "negated": "yes" if negated(tree, head) else "",
        "focus": "|".join(dict.fromkeys(_focus(tree, head, first))),
        "fronted": "yes" if subject.start != first else "",
    }
