"""What "it", "they", "its" and "this process" stand for within a paragraph, where only one thing can be meant.

A subject that points back takes up the subject of the sentence before it (the preferred centre of Grosz, Joshi and
Weinstein, "Centering", 1995), if number and person agree and nothing else in that sentence competes. A noun with
"this" takes up the one longer phrase with that noun, or what was said to be one. Whatever is not clear stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from spacy.tokens import Doc

from eduapp.domain.knowledge import FactKind
from eduapp.language import pipeline
from eduapp.language.chunks import GENERIC
from eduapp.language.grammar import (
    COUNTING,
    NOUNS,
    PEOPLE,
    PERSONAL,
    POINTING,
    Phrase,
    article,
    bare,
    is_person,
    is_plural,
    is_vague,
    noun_phrase,
    term_shaped,
)
from eduapp.language.tree import Tree

if TYPE_CHECKING:
    from eduapp.language.facts.base import Finding

FARTHEST = 2
"""How many sentences back an antecedent may stand, each sentence between speaking of it too."""
MOST_WORDS = 8
"""Words of a subject that may be put in for a pronoun."""
MARKERS = tuple(
    tuple(marker.split())
    for marker in (
        "however|thus|therefore|hence|moreover|furthermore|additionally|consequently|nevertheless|nonetheless|indeed|"
        "similarly|likewise|accordingly|conversely|in addition|in fact|of course|as a result|in other words|in short|"
        "in contrast|by contrast|on the other hand|in turn|in particular|for this reason|in general|generally|overall|"
        "first|second|finally|also|as such|in essence|so|that is"
    ).split("|")
)
EXAMPLES = (("for", "example"), ("for", "instance"))
"""They go from a sentence whose subject is put in; where nothing is, the words say what kind of fact it is."""

SUBJECTS = ("nsubj", "nsubj:pass")
PRONOUNS = {"it": "thing", "its": "thing", "they": "many", "their": "many",
            "he": "person", "his": "person", "she": "person", "her": "person"}  # fmt: skip
TAKING_UP = {"this": False, "that": False, "these": True, "those": True, "such": True}
EMPTY = frozenset("seem appear turn take follow happen matter rain snow make help mean remain depend".split())
"""Verbs whose "it" often stands for nothing, or for a whole clause."""
UNTELLING = GENERIC | frozenset(
    "final past present current actual resulting modern specific real common popular powerful useful basic simple "
    "complex difficult easy strong central favorite classic prime perfect serious complete overall general".split()
)


class Reference(NamedTuple):
    """Tokens `start` to `stop` that point back, headed by `head`; `kind` is a pronoun's, or "noun"."""

    start: int
    stop: int
    head: int
    kind: str


class Topic(NamedTuple):
    """What a sentence is about: a phrase, the sentence (by number) it stands in, and what can take it up."""

    phrase: Phrase
    sentence: int
    plural: bool
    person: bool


class Rewritten(NamedTuple):
    """A sentence with its antecedent put in, and the number of the sentence that the antecedent stands in."""

    tree: Tree
    origin: int


class Named(NamedTuple):
    """What an earlier sentence said that something is: the phrase, the lemma of its kind, and that sentence."""

    phrase: Phrase
    kind: str
    sentence: int


def after_marker(tree: Tree, start: int, stop: int, *, examples: bool = False) -> int:
    """The token after a linking phrase and its comma at the start of a sentence, or `start` where there is none."""
    for words in (*MARKERS, *(EXAMPLES if examples else ())):
        comma = start + len(words)
        if comma + 1 < stop and tree.word[comma] == "," and tuple(tree.lower[start:comma]) == words:
            return comma + 1
    return start


class Resolver:
    """Rewrites the sentences of one paragraph. It is asked in order, for each `rewrite` or `skip`, then `learn`."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._topics: list[Topic | None] = []
        self._named: list[Named] = []

    def rewrite(self, number: int) -> Rewritten | None:
        """The sentence of that number with its subject's antecedent in place, or None where it stands as it is."""
        tree, (start, stop) = self.tree, self.tree.sents[number]
        first = after_marker(tree, start, stop, examples=True)
        verb = _main_verb(tree, start, stop)
        reference = _reference(tree, first, verb) if verb is not None else None
        topic = None
        if number and reference is not None:
            find = self._thing if reference.kind == "noun" else self._subject
            topic = find(reference, number)
        if topic is None:
            self._topics.append(None if reference is not None or verb is None else _topic(tree, verb, number))
            return None
        self._topics.append(topic)
        if number - topic.sentence > FARTHEST:
            return None
        if reference.kind == "noun":
            self._named.append(Named(topic.phrase, tree.lemma[reference.head].lower(), topic.sentence))
        return Rewritten(_put_in(tree, reference, topic, stop), topic.sentence)

    def learn(self, number: int, findings: Iterable[Finding]) -> None:
        """Take in what the findings of a sentence say that something is."""
        for finding in findings:
            kind = finding.slots.get("head", "")
            if kind and finding.kind in (FactKind.DEFINITION, FactKind.NAMING) and finding.relation != "also called":
                self._named.append(Named(Phrase(*finding.subject, finding.subject_head), kind, number))

    def skip(self) -> None:
        """Pass over a sentence that is not read; nothing in it is taken up."""
        self._topics.append(None)

    def _subject(self, reference: Reference, number: int) -> Topic | None:
        """The topic of the sentence before, if a pronoun can take it up and nothing there competes."""
        tree, topic = self.tree, self._topics[number - 1]
        if topic is None or not _agrees(reference, topic, tree.lower[reference.start]):
            return None
        parallel = any(tree.lower[i] == "also" for i in range(reference.stop, tree.last[reference.start]))
        clear = parallel or topic.sentence < number - 1 or not _rivals(tree, topic, tree.sents[number - 1])
        return topic if clear else None

    def _thing(self, reference: Reference, number: int) -> Topic | None:
        """What a noun with "this" takes up: a longer phrase with that noun, or what was said to be one."""
        tree, lemma = self.tree, self.tree.lemma[reference.head].lower()
        plural = is_plural(tree, reference.head)
        said = [n.phrase for n in self._named if n.kind == lemma and number - n.sentence <= FARTHEST]
        said = [phrase for phrase in said if is_plural(tree, phrase.head) == plural]
        longer = [] if said else _with_noun(tree, tree.sents[number - 1], lemma)
        if len(longer) > 1 or (longer and not _says_more(tree, longer[0], reference)):
            return None
        found = {_words(tree, phrase): phrase for phrase in (said or longer)}
        if len(found) != 1:
            return None
        [phrase] = found.values()
        origin = next(k for k, (start, stop) in enumerate(tree.sents) if start <= phrase.head < stop)
        return Topic(phrase, origin, plural, is_person(tree, phrase.head))


def _main_verb(tree: Tree, start: int, stop: int) -> int | None:
    roots = [i for i in range(start, stop) if tree.head[i] == i and tree.pos[i] != "PUNCT"]
    return roots[0] if len(roots) == 1 and tree.word[stop - 1] == "." else None


def _reference(tree: Tree, first: int, verb: int) -> Reference | None:
    """The subject that opens a sentence, if it points back."""
    word = tree.lower[first]
    if word not in PRONOUNS and word not in TAKING_UP and word != "the":
        return None
    subject = tree.kid(verb, *SUBJECTS)
    if subject is None or tree.left[subject] != first:
        return None
    if word in ("it", "they", "he", "she"):
        empty = word == "it" and _stands_for_nothing(tree, verb)
        return None if empty or subject != first else Reference(first, first + 1, first, PRONOUNS[word])
    if word in PRONOUNS:
        owned = tree.dep[first] == "nmod:poss" and tree.head[first] == subject
        return Reference(first, first + 1, first, PRONOUNS[word]) if owned else None
    plain = noun_phrase(tree, subject, of_names=False)
    if tree.pos[subject] not in NOUNS or plain.start != first or plain.stop != tree.right[subject] + 1:
        return None
    if word == "the":
        return Reference(first, plain.stop, subject, "noun") if plain.stop == first + 2 else None
    agrees = TAKING_UP[word] == is_plural(tree, subject)
    return Reference(first, plain.stop, subject, "noun") if agrees and subject != first else None


def _stands_for_nothing(tree: Tree, verb: int) -> bool:
    """Whether an "it" may only hold a place: "it is clear that ...", "it takes time to ..."."""
    clauses = tree.kids_of(verb, "csubj", "ccomp", "xcomp", "advcl", "csubj:outer", "acl", "acl:relcl")
    if tree.pos[verb] == "VERB":
        passive = tree.kid(verb, "aux:pass") is not None
        return tree.lemma[verb] in EMPTY or (passive and any(tree.dep[k] != "advcl" for k in clauses))
    if tree.pos[verb] in NOUNS and tree.kid(verb, "det") is not None:
        return tree.lemma[verb].lower() in ("time", "case", "fact", "reason", "way", "question")
    return bool(clauses) or tree.pos[verb] not in (*NOUNS, "ADJ") or tree.kid(verb, "det", "case") is None


def _topic(tree: Tree, verb: int, number: int) -> Topic | None:
    """What a sentence is about: its subject, if that is a short phrase of its own."""
    head = tree.kid(verb, *SUBJECTS)
    if head is None or head > verb or tree.pos[head] not in NOUNS or _changes(tree, verb):
        return None
    start, stop = tree.left[head], tree.right[head] + 1
    comma = next((i for i in range(head, stop) if tree.word[i] == ","), stop)
    stop = comma if tree.kid(head, "conj") is None else stop
    while start < head and (tree.pos[start] in ("ADV", "PUNCT", "CCONJ") or tree.dep[start] in ("mark", "cc")):
        start += 1
    if start and tree.word[start - 1] == "-":
        return None
    phrase = Phrase(start, stop, head)
    words = range(start, stop)
    if stop - start > MOST_WORDS or is_vague(tree, phrase):
        return None
    if any(k < stop for k in tree.kids_of(head, "acl", "acl:relcl", "appos", "parataxis")):
        return None
    if any(tree.lower[i] in PERSONAL | POINTING | COUNTING or tree.pos[i] in ("PUNCT", "NUM", "PRON") for i in words):
        return None
    known = (
        any(tree.pos[i] == "PROPN" or tree.word[i].isupper() for i in words if tree.lower[i] != "a")
        or tree.lower[start] != "the"
        or stop - start > 2
    )
    inside = [i for i in words if i != head and tree.dep[i] == "nmod" and is_plural(tree, i) == is_plural(tree, head)]
    if not known or (inside and tree.pos[head] != "PROPN"):
        return None
    return Topic(phrase, number, is_plural(tree, head), _may_be_a_person(tree, phrase))


def _changes(tree: Tree, verb: int) -> bool:
    """Whether a sentence goes on with another subject, or is somebody's words."""
    onward = (tree.kid(k, *SUBJECTS) for k in tree.kids_of(verb, "conj", "parataxis"))
    start = tree.left[verb]
    quoted = any(tree.word[i] in ("“", "”", '"') for i in range(start, tree.last[verb]))
    return quoted or any(subject is not None for subject in onward)


def _may_be_a_person(tree: Tree, phrase: Phrase) -> bool:
    """Whether a phrase names a person by its noun, a title, or by being two or more names without an article."""
    words = range(phrase.start, phrase.stop)
    names = [i for i in words if tree.pos[i] == "PROPN" and tree.lower[i] not in tree.common]
    titled = any(tree.lemma[i].lower() in PEOPLE for i in range(phrase.start, phrase.stop))
    return titled or (bool(names) and len(names) == phrase.stop - phrase.start and tree.tag[phrase.head] == "NNP")


def _agrees(reference: Reference, topic: Topic, word: str) -> bool:
    if reference.kind == "many":
        return topic.plural
    if reference.kind == "person":
        return topic.person and not topic.plural
    return not topic.plural and not topic.person


def _rivals(tree: Tree, topic: Topic, sentence: tuple[int, int]) -> bool:
    """Whether another subject or object of the sentence could be meant as well; what it is said to be is no other."""
    if not topic.person and tree.kid(tree.head[topic.phrase.head], "cop") is not None:
        return False
    for i in range(*sentence):
        apart = topic.phrase.start <= i < topic.phrase.stop or tree.pos[i] not in NOUNS
        if apart or is_plural(tree, i) != topic.plural or tree.lemma[i] == tree.lemma[topic.phrase.head]:
            continue
        if topic.person and not topic.plural and tree.pos[i] != "PROPN" and not is_person(tree, i):
            continue
        if tree.dep[i] in (*SUBJECTS, "obj", "iobj") and not _inside_a_relative(tree, i):
            return True
        if topic.person and tree.dep[i] in ("conj", "appos", "obl", "nmod") and tree.pos[i] == "PROPN":
            return tree.dep[i] in ("conj", "appos")
    return False


def _inside_a_relative(tree: Tree, i: int) -> bool:
    while tree.head[i] != i:
        if tree.dep[i] in ("acl:relcl", "acl"):
            return True
        i = tree.head[i]
    return False


def _words(tree: Tree, phrase: Phrase) -> str:
    inner = bare(tree, phrase)
    return tree.span(inner.start, inner.stop).lower()


def _with_noun(tree: Tree, sentence: tuple[int, int], lemma: str) -> list[Phrase]:
    """The phrases of a sentence that a noun heads, in the singular or the plural."""
    heads = (i for i in range(*sentence) if tree.lemma[i].lower() == lemma and tree.pos[i] in NOUNS)
    return [noun_phrase(tree, i) for i in heads]


def _says_more(tree: Tree, phrase: Phrase, reference: Reference) -> bool:
    """Whether a phrase ends in the reference's words and says more: "national banks" for "these banks"."""
    head, inner = phrase.head, bare(tree, phrase)
    own = [tree.lemma[i].lower() for i in range(reference.start + 1, reference.stop)]
    lemmas = [tree.lemma[i].lower() for i in range(inner.start, head + 1)]
    telling = [i for i in range(inner.start, inner.stop) if tree.lower[i] not in UNTELLING]
    if lemmas[-len(own) :] != own or not term_shaped(tree, phrase):
        return False
    if tree.lower[reference.start] == "the" and tree.tag[head] == "NN" and not article(tree, phrase):
        return False  # "ethnographic film" is no "the film"
    if len(telling) <= len(own) and not (
        len(own) > 1 and len(telling) == len(own) and _in_the_present(tree, reference)
    ):
        return False
    alone = tree.kid(head, "acl", "acl:relcl", "nummod", "conj") is None and tree.dep[head] != "conj"
    return alone and is_plural(tree, head) == is_plural(tree, reference.head)


def _in_the_present(tree: Tree, reference: Reference) -> bool:
    """Whether a sentence says what is so, as a text does of kinds of thing."""
    verb = tree.head[reference.head]
    finite = [verb, *tree.kids_of(verb, "aux", "aux:pass", "cop")]
    return any(tree.tag[i] in ("VBZ", "VBP") for i in finite)


def _put_in(tree: Tree, reference: Reference, topic: Topic, stop: int) -> Tree:
    """The parse of a sentence with the topic's words, and their arcs, where the reference stood."""
    phrase, owner = topic.phrase, reference.kind != "noun" and tree.dep[reference.start] == "nmod:poss"
    old = [*range(phrase.start, phrase.stop), *range(reference.stop, stop)]
    many = phrase.stop - phrase.start
    words = [tree.text[tree.idx[i] : tree.end[i]] for i in old]
    spaces = [i + 1 < len(tree.idx) and tree.idx[i + 1] > tree.end[i] for i in old]
    words[0], spaces[many - 1], spaces[-1] = words[0][:1].upper() + words[0][1:], True, False
    place = {i: k for k, i in enumerate(old)}
    place |= dict.fromkeys(range(reference.start, reference.stop), place[phrase.head])
    root = next(place[i] for i in range(reference.stop, stop) if tree.head[i] == i)
    heads, deps = [], [tree.dep[i] for i in old]
    for k, i in enumerate(old):
        inside = k < many and i != phrase.head
        heads.append(
            place.get(tree.head[i], root) if not inside or _within(tree.head[i], phrase) else place[phrase.head]
        )
    heads[place[phrase.head]] = place[tree.head[reference.head]]
    deps[place[phrase.head]] = tree.dep[reference.head]
    columns = [[column[i] for i in old] for column in (tree.tag, tree.pos, tree.lemma)]
    if owner:
        _own(words, spaces, heads, deps, columns, many, place[phrase.head])
    return Tree(as_doc(words, spaces, heads, deps, columns), tree.common)


def _own(words: list, spaces: list, heads: list, deps: list, columns: list, at: int, owner: int) -> None:
    """Put the mark of possession after the owner's words."""
    spaces[at - 1] = False
    heads[:] = [head + (head >= at) for head in heads]
    mark = "’" if words[at - 1].endswith("s") else "’s"
    values = (mark, True, owner, "case", "POS", "PART", mark)
    for column, value in zip((words, spaces, heads, deps, *columns), values, strict=True):
        column.insert(at, value)


def as_doc(words: list[str], spaces: list[bool], heads: list[int], deps: list[str], columns: list[list[str]]) -> Doc:
    """A parse from its columns; `columns` are tags, parts of speech and lemmas."""
    tags, pos, lemmas = columns
    return Doc(pipeline.load().vocab, words, spaces, tags=tags, pos=pos, lemmas=lemmas, heads=heads, deps=deps)


def _within(i: int, phrase: Phrase) -> bool:
    return phrase.start <= i < phrase.stop
