"""Comparisons: "Unlike X, Y ...", "X is larger than Y", "X ..., whereas Y ...", "Both X and Y ...".

The subject and the object are the two things. The slots `first` and `second` are what is said of each, as predicates
("has four chambers"), so that thing and predicate make a sentence; `second` is missing where the text only says that it
is otherwise. `marker` is the word that compares ("unlike", "than", "whereas"), `likeness` is "yes" where the two
are said to be alike, and `quality` is the comparative of "X is larger than Y".
"""

from __future__ import annotations

from collections.abc import Iterator

from eduapp.domain.knowledge import FactKind
from eduapp.language.facts.base import Finding, Range
from eduapp.language.facts.clause import full_phrase
from eduapp.language.facts.halves import (
    Half,
    clause_stop,
    finite,
    half,
    is_clean,
    is_general,
    is_main,
    is_noun,
    is_plain,
    sentence_end,
    subject_head,
)
from eduapp.language.grammar import NOUNS, Phrase, is_plural, negated
from eduapp.language.tree import Tree

AGAINST = {("unlike",): "unlike", ("like",): "like", ("in", "contrast", "to"): "in contrast to",
           ("compared", "to"): "compared to", ("compared", "with"): "compared with",
           ("in", "contrast", "with"): "in contrast to", ("similar", "to"): "similar to",
           ("just", "like"): "like"}  # fmt: skip
ALIKE = frozenset(("like", "similar to", "both", "similarly", "likewise"))
TURNING = frozenset(("whereas", "while", "but"))
ACROSS = {("in", "contrast", ","): "in contrast", ("by", "contrast", ","): "by contrast",
          ("conversely", ","): "conversely", ("similarly", ","): "similarly",
          ("likewise", ","): "likewise"}  # fmt: skip
PRONOUNS = frozenset("it they he she one this that these those ones".split())


def unlike(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """Unlike, like or in contrast to X, Y does something."""
    words = next((w for w in AGAINST if tuple(tree.lower[start : start + len(w)]) == w), None)
    if words is None:
        return
    first = start + len(words)
    comma = next((i for i in range(first, min(stop, first + 14)) if tree.word[i] == ","), None)
    root = next((i for i in range(start, stop) if tree.head[i] == i), start)
    if comma is None or not first < comma < root:
        return
    other = _phrase(tree, first, comma)
    clause = half(tree, root, clause_stop(tree, root), since=comma)
    if clause is None or other is None or clause.subject.start != comma + 1 or negated(tree, root):
        return
    if clause.stop < stop and tree.pos[clause.stop] == "CCONJ":
        return
    if is_plural(tree, clause.subject.head) != is_plural(tree, other.head):
        return
    marker = AGAINST[words]
    yield _finding(clause, (other.start, other.stop), clause.predicate(tree), "", marker)


def _phrase(tree: Tree, start: int, stop: int) -> Phrase | None:
    """Tokens `start` to `stop` as one plain noun phrase."""
    heads = [i for i in range(start, stop) if not start <= tree.head[i] < stop or tree.head[i] == i]
    if len(heads) != 1 or tree.pos[heads[0]] not in NOUNS:
        return None
    phrase = Phrase(start, stop, heads[0])
    return phrase if is_plain(tree, phrase) and is_clean(tree, start, stop) else None


def _finding(clause: Half, other: Range, first: str, second: str, marker: str, quality: str = "") -> Finding:
    slots = {"first": first, "second": second, "marker": marker, "quality": quality}
    slots["likeness"] = "yes" if marker in ALIKE else ""
    rule = f"{marker.replace(' ', '_')}.v1"
    subject = (clause.subject.start, clause.subject.stop)
    return Finding(FactKind.COMPARISON, rule, subject, clause.subject.head, marker, other, slots)


def than(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X is larger than Y; X has more of something than Y."""
    for word in range(start + 3, stop - 1):
        if tree.lower[word] != "than" or tree.lower[word - 1] in ("rather", "other"):
            continue
        quality = next((i for i in range(word - 1, max(start, word - 6), -1) if _compares(tree, i)), None)
        if quality is None or (tree.lower[quality] == "more" and quality == word - 1):
            continue
        if any(tree.pos[i] == "ADP" for i in range(quality, word)):
            continue
        head = _main_above(tree, quality)
        if head is None or negated(tree, head) or _is_of_the_object(tree, head, quality):
            continue
        end = clause_stop(tree, head)
        other = _other(tree, word + 1, end)
        clause = half(tree, head, end) if head < end else None
        if clause is None or other is None or not clause.begin < word:
            continue
        yield _finding(clause, (other.start, other.stop), clause.predicate(tree), "", "than", tree.span(quality, word))
        return


def _compares(tree: Tree, i: int) -> bool:
    return tree.tag[i] in ("JJR", "RBR") or tree.lower[i] in ("more", "less", "fewer")


def _is_of_the_object(tree: Tree, head: int, quality: int) -> bool:
    """Whether it may be the object that is compared: "lets firms sell goods more cheaply than services"."""
    thing = tree.kid(head, "obj")
    inside = thing is not None and tree.left[thing] <= quality <= tree.right[thing]
    described = quality if tree.tag[quality] == "JJR" else tree.head[quality]
    behind = tree.dep[described] == "amod" and tree.head[described] < described
    between = any(is_noun(tree, i) for i in range(head + 1, quality)) and tree.dep[quality] == "xcomp"
    behind = behind or is_noun(tree, quality - 1)
    return behind or between or tree.lower[quality - 1] in ("no", "not") or (thing is not None and not inside)


WITHIN = frozenset("amod advmod obj obl xcomp nummod root conj".split())


def _main_above(tree: Tree, i: int) -> int | None:
    """The head of the main clause that a comparative describes, where it is its predicate, object or adverb."""
    while tree.dep[i] in WITHIN:
        if is_main(tree, i) and subject_head(tree, i) is not None:
            return i
        if tree.head[i] == i:
            return None
        i = tree.head[i]
    return None


def _other(tree: Tree, start: int, end: int) -> Phrase | None:
    """The thing after "than": a plain noun phrase that ends the clause, with at most "do" or "is" after it."""
    stop = end
    if stop - start > 1 and tree.lower[stop - 1] in ("do", "does", "is", "are", "did", "has", "have", "can"):
        stop -= 1
    words = range(start, stop)
    if not start < stop or tree.pos[start] in ("ADP", "SCONJ", "NUM", "ADV"):
        return None
    if any(tree.lower[i] in PRONOUNS or tree.tag[i] == "WRB" or tree.word[i][0].isdigit() for i in words):
        return None
    if any(tree.pos[i] == "ADP" and tree.tag[i + 1] == "VBG" for i in words[:-1]):
        return None
    if any(tree.word[i] == "," for i in words) and not any(tree.lower[i] in ("and", "or") for i in words):
        return None
    related = any(tree.tag[i] in ("WDT", "WP") or tree.lower[i] == "that" for i in words)
    told = any(tree.tag[i] in ("VBZ", "VBP", "VBD", "MD") for i in words)
    return _phrase(tree, start, stop) if related or not told else None


def whereas(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X does one thing, whereas Y does another; the word may also open the sentence."""
    for mark in range(start, stop - 3):
        word = tree.lower[mark]
        if word not in TURNING or (mark > start and tree.word[mark - 1] != ","):
            continue
        if mark == start and word != "but":
            yield from _opened(tree, mark, word)
        elif mark > start + 2:
            yield from _closed(tree, mark, word)


def _closed(tree: Tree, mark: int, word: str) -> Iterator[Finding]:
    then = next((h for h in _above(tree, mark) if h > mark and subject_head(tree, h) is not None), None)
    main = next((h for h in _above(tree, then) if h < mark), None) if then is not None else None
    if main is None or then is None or not is_main(tree, main) or clause_stop(tree, main) < mark - 1:
        return
    first, second = half(tree, main, sentence_end(tree, mark)), half(tree, then, clause_stop(tree, then))
    if first is not None and second is not None and second.subject.start == mark + 1:
        yield from _contrast(tree, first, second, word)


def _opened(tree: Tree, mark: int, word: str) -> Iterator[Finding]:
    first = tree.head[mark]
    then = tree.head[first]
    comma = tree.right[first] if tree.word[tree.right[first]] == "," else tree.right[first] + 1
    if tree.dep[first] != "advcl" or tree.dep[then] != "root" or not first < comma < then or tree.word[comma] != ",":
        return
    one, two = half(tree, first, comma), half(tree, then, clause_stop(tree, then), since=comma)
    if one is not None and two is not None and one.subject.start == mark + 1 and two.subject.start == comma + 1:
        yield from _contrast(tree, one, two, word)


def _above(tree: Tree, i: int) -> Iterator[int]:
    while tree.head[i] != i:
        i = tree.head[i]
        yield i


def _contrast(tree: Tree, first: Half, second: Half, marker: str) -> Iterator[Finding]:
    """The finding of two clauses about two things; "while" and "but" need a sign that they are set side by side."""
    one, two = _words(tree, first.subject), _words(tree, second.subject)
    if one <= two or two <= one or not (marker == "whereas" or _side_by_side(tree, first, second)):
        return
    conceded = marker == "while" and tree.lower[first.subject.start - 1] == marker
    unreal = any(tree.lower[h.verb] in ("would", "may", "might") for h in (first, second))
    if (conceded and (unreal or not _pairs(tree, first, second))) or (
        marker == "but" and tree.lower[second.subject.start] == "the"
    ):
        return
    other = (second.subject.start, second.subject.stop)
    yield _finding(first, other, first.predicate(tree), second.predicate(tree), marker)


def _words(tree: Tree, phrase: Phrase) -> set[str]:
    return {tree.lemma[i] for i in range(phrase.start, phrase.stop) if tree.pos[i] not in ("DET", "PUNCT")}


def _side_by_side(tree: Tree, first: Half, second: Half) -> bool:
    """Whether two clauses are about two of a sort, do the same, or both say what something is."""
    linked = all(tree.lemma[h.verb] == "be" and h.head != h.verb for h in (first, second))
    return linked or _pairs(tree, first, second)


def _pairs(tree: Tree, first: Half, second: Half) -> bool:
    """Whether the subjects of two clauses have one head noun, or their predicates one verb."""
    nouns = {tree.lemma[first.subject.head], tree.lemma[second.subject.head]}
    verbs = {tree.lemma[first.head], tree.lemma[second.head]}
    return len(nouns) == 1 or (len(verbs) == 1 and tree.pos[first.head] == "VERB")


def both(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """Both X and Y do something."""
    if tree.lower[start] != "both":
        return
    root = next((i for i in range(start, stop) if tree.head[i] == i), start)
    verb, subject = finite(tree, root), subject_head(tree, root)
    if verb is None or subject is None or not start < verb:
        return
    joined = next((i for i in range(start + 2, verb) if tree.lower[i] == "and"), None)
    end = clause_stop(tree, root)
    if joined is None or end <= root or any(tree.word[i] == "," for i in range(start, verb)):
        return
    one, two = _phrase(tree, start + 1, joined), _alone(tree, joined + 1, verb)
    if one is not None and two is not None and _shares_noun(tree, one, two):
        return
    if one is None or two is None or not is_general(tree, verb) or not is_clean(tree, verb, end, antecedent=subject):
        return
    said = tree.span(verb, end)
    clause = Half(one, verb, verb, root, end, (0, 0))
    yield _finding(clause, (two.start, two.stop), said, said, "both")


def _shares_noun(tree: Tree, one: Phrase, two: Phrase) -> bool:
    """Whether the noun after the second belongs to the first too: "state and federal governments"."""
    return one.stop - one.start == 1 and two.stop - two.start > 1 and tree.tag[two.head] == "NNS" != tree.tag[one.head]


def _alone(tree: Tree, start: int, stop: int) -> Phrase | None:
    """A conjunct up to the verb as a plain noun phrase."""
    while stop > start and tree.pos[stop - 1] == "ADV":
        stop -= 1
    return _phrase(tree, start, stop) if start < stop else None


def differs(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X differs from Y in or because of something; X is different from, or similar to, Y."""
    for word in range(start + 2, stop - 2):
        pair = (tree.lemma[word], tree.lower[word + 1])
        if pair not in (("differ", "from"), ("different", "from"), ("similar", "to")) or not is_main(tree, word):
            continue
        end = clause_stop(tree, word)
        named = tree.head[word + 1]
        clause = half(tree, word, end) if word < end and not negated(tree, word) else None
        reciprocal = any(tree.lower[i] == "to" for i in range(named, min(named + 2, end)))
        if clause is None or tree.pos[named] not in NOUNS or named >= end or reciprocal:
            continue
        other = full_phrase(tree, named)
        other = Phrase(other.start, min(other.stop, end), named)
        stop_at = next((i for i in range(other.start, other.stop) if tree.lower[i] in ("in", "because")), other.stop)
        other = Phrase(other.start, stop_at, named)
        related = any(tree.lower[i] in ("that", "who", "which") for i in range(other.start, stop_at))
        whole = tree.after(stop_at - 1) not in ("-", "to") and not (related and stop_at < end)
        if named < stop_at and whole and is_plain(tree, other):
            marker = "similar to" if pair[0] == "similar" else "different from"
            yield _finding(clause, (other.start, other.stop), clause.predicate(tree), "", marker)
            return


def across(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X does this. In contrast, Y does that: two sentences about two things."""
    words = next((w for w in ACROSS if tuple(tree.lower[start : start + len(w)]) == w), None)
    if words is None or start == 0:
        return
    before = next(s for s in tree.sents if s[1] == start)
    first, second = _whole(tree, before), _whole(tree, (start, stop))
    if first is None or second is None or second.subject.start != start + len(words):
        return
    one, two = _words(tree, first.subject), _words(tree, second.subject)
    if one <= two or two <= one or not _side_by_side(tree, first, second):
        return
    other = (second.subject.start, second.subject.stop)
    finding = _finding(first, other, first.predicate(tree), second.predicate(tree), ACROSS[words])
    finding.sentences = (before[0], stop)
    yield finding


def _whole(tree: Tree, sentence: Range) -> Half | None:
    """The clause that a sentence is."""
    start, stop = sentence
    root = next((i for i in range(start, stop) if tree.head[i] == i), None)
    if root is None or stop - start > 35:
        return None
    end = clause_stop(tree, root)
    return half(tree, root, end) if end > root else None


RULES = (unlike, than, whereas, both, differs, across)
