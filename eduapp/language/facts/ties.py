"""Causes and conditions read by their words where the arcs of a parse go wrong: "A because B", "If A, B", "A causes B".

A clause is taken by its words if it opens with a noun phrase that agrees in number with the finite verb right after it.
The rules only look at sentences in which the rules that follow the arcs found nothing, and their facts have the same
slots.
"""

from __future__ import annotations

from collections.abc import Iterator

from eduapp.language.facts import condition, reason
from eduapp.language.facts.base import Finding, Range
from eduapp.language.facts.halves import (
    BACKWARD,
    UNREAL,
    Half,
    has_no_hole,
    is_clean,
    is_known,
    is_plain,
    sentence_end,
)
from eduapp.language.grammar import NOUNS, Phrase, stands_alone
from eduapp.language.resolve import after_marker
from eduapp.language.tree import Tree

INSIDE = frozenset(("DT", "JJ", "NN", "NNS", "NNP", "NNPS", "IN", "CC", "VBG", "VBN", "POS", "HYPH", "JJS", "CD"))
"""Tags of the words that a subject may hold."""
SHORT = 12
"""Words of a subject."""
MANY = frozenset(("are", "were", "have", "do"))
ONE = frozenset(("is", "was", "has", "does"))
AUXILIARIES = MANY | ONE
SEPARATING = frozenset(("however", "therefore", "too"))
ASKING = frozenset(
    "predict decide know determine tell see ask wonder understand show explain learn check indicate remember say "
    "describe specify affect consider notice find depend doubt discover question".split()
)
"""Verbs whose "when" or "if" opens what is known or asked, not a condition."""


def clause(tree: Tree, start: int, stop: int) -> Half | None:
    """The clause in the present that tokens `start` to `stop` are, by its words; None where that is not sure."""
    verb = next((i for i in range(start + 1, min(stop, start + SHORT)) if tree.tag[i] in ("VBZ", "VBP", "MD")), None)
    if verb is None or verb + 1 >= stop:
        return None
    first = verb
    while first > start + 1 and tree.pos[first - 1] == "ADV":
        first -= 1
    words = range(start, first)
    if any(tree.tag[i] not in INSIDE for i in words) or any(tree.word[i] in ",:;" for i in words):
        return None
    subject = Phrase(start, first, _head(tree, start, first))
    if not _agrees(tree, subject, verb) or not is_plain(tree, subject):
        return None
    after = range(verb + 1, stop)
    told = next((i for i in after if tree.pos[i] not in ("ADV", "AUX", "PART")), verb)
    head = told if tree.lower[verb] in AUXILIARIES or tree.tag[verb] == "MD" else verb
    whole = range(start, stop)
    if any(tree.lower[i] in BACKWARD - {"also"} or tree.lower[i] in UNREAL or tree.tag[i] == "VBD" for i in whole):
        return None
    made = Half(subject, first, verb, head, stop, (start, start))
    return made if is_clean(tree, first, stop, antecedent=subject.head) else None


def _head(tree: Tree, start: int, stop: int) -> int:
    """The last noun before the first preposition: the head of a plain noun phrase."""
    preposition = next(
        (i for i in range(start + 1, stop) if tree.tag[i] in ("IN", "VBN", "VBG") and i > start + 1), stop
    )
    nouns = [i for i in range(start, preposition) if tree.pos[i] in NOUNS]
    return nouns[-1] if nouns else start


def _agrees(tree: Tree, subject: Phrase, verb: int) -> bool:
    joined = any(tree.lower[i] == "and" for i in range(subject.start, subject.stop))
    plural = tree.tag[subject.head] in ("NNS", "NNPS") or joined
    if tree.pos[subject.head] not in NOUNS or tree.tag[verb] == "MD":
        return tree.pos[subject.head] in NOUNS
    return plural if tree.tag[verb] == "VBP" else tree.tag[subject.head] in ("NN", "NNP")


def because(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """A because B."""
    marks = [i for i in range(start + 4, stop - 4) if tree.lower[i] == "because"]
    if len(marks) != 1 or tree.lower[marks[0] + 1] == "of" or tree.lower[marks[0] - 1] in reason.HEDGES:
        return
    if any(True for _ in reason.because(tree, start, stop)):
        return
    [mark] = marks
    said, end = (mark, sentence_end(tree, stop)), sentence_end(tree, mark)
    if tree.lower[end - 1] in SEPARATING and tree.word[end - 2] == ",":
        end = sentence_end(tree, end - 1)
    effect = clause(tree, after_marker(tree, start, stop), end)
    if effect is None or tree.lemma[effect.head] in reason.SAYING or not _whole(tree, said, effect):
        return
    yield reason.caused(tree, effect, said, tree.span(*said), "because")


def _whole(tree: Tree, said: Range, effect: Half) -> bool:
    """Whether a reason is a clause that can be read behind its effect: with a verb, and a subject known by then."""
    first = said[0] + 1
    taken = tree.lower[first] in ("it", "they")
    opens = taken or tree.pos[first] in ("NOUN", "PROPN", "ADJ") or tree.lower[first] in ("a", "an", "the", "there")
    verb = any(tree.tag[i] in ("VBZ", "VBP", "MD") for i in range(*said))
    unreal = any(tree.lower[i] in UNREAL or tree.tag[i] == "VBD" for i in range(*said))
    if not opens or not verb or unreal or not 4 <= said[1] - said[0] <= 24:
        return False
    clean = is_clean(tree, *said, antecedent=effect.subject.head)
    return clean and is_known(tree, *said, told=effect.subject.start)


def when(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """B when A; B if A."""
    marks = [i for i in range(start + 4, stop - 3) if tree.lower[i] in condition.MARKS]
    if len(marks) != 1 or any(True for rule in condition.RULES for _ in rule(tree, start, stop)):
        return
    [mark] = marks
    if tree.lower[mark - 1] in condition.BEFORE_MARK or tree.word[mark - 1] == ",":
        return
    follows = clause(tree, after_marker(tree, start, stop), mark)
    if follows is None or any(tree.lemma[i] in ASKING for i in range(follows.verb, mark)):
        return
    end = next(
        (i for i in range(mark, stop - 1) if tree.word[i] == "," and tree.tag[i + 1] in ("VBG", "WDT", "IN")), stop
    )
    first = (mark + 1, sentence_end(tree, end))
    if clause(tree, *first) is not None and is_known(tree, *first, told=follows.subject.start):
        whole = (follows.subject.start, mark)
        yield from condition.stated(tree, follows.subject.head, first, whole, tree.lower[mark])


def opening(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """If A, B; after a linking word too, and with more commas in it."""
    first = after_marker(tree, start, stop)
    if (
        first >= stop
        or tree.lower[first] not in condition.MARKS
        or any(True for r in condition.RULES for _ in r(tree, start, stop))
    ):
        return
    for comma in range(first + 4, stop - 3):
        begin = comma + 1 + (tree.lower[comma + 1] == "then")
        if tree.word[comma] != "," or clause(tree, first + 1, comma) is None:
            continue
        met, follows = (first + 1, comma), (begin, sentence_end(tree, stop))
        taken = tree.lower[begin] in ("it", "they") and tree.tag[begin + 1] in ("VBZ", "VBP", "MD")
        if clause(tree, *follows) is not None or (taken and stands_alone(tree, first, stop)):
            head = _head(tree, first + 1, comma)
            yield from condition.stated(tree, head, met, follows, tree.lower[first])
            return


def causing(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """A causes B; A leads to B; A results in B."""
    if any(True for _ in reason.causing(tree, start, stop)):
        return
    opened = after_marker(tree, start, stop)
    made = clause(tree, opened, sentence_end(tree, stop))
    wanted = reason.CAUSING.get(tree.lemma[made.head]) if made is not None else None
    if made is None or wanted is None or tree.lemma[made.head] == "produce":
        return
    begin = made.head + 1 + len(wanted)
    said = (begin, made.stop)
    if tuple(tree.lower[made.head + 1 : begin]) != wanted or begin >= made.stop or tree.tag[made.head] == "VBN":
        return
    noun = tree.pos[begin] in ("DET", "ADJ", "NOUN", "PROPN") or tree.tag[begin] == "VBG"
    if noun and has_no_hole(tree, *said) and not reason.runs_on(tree, said):
        yield reason.verbal(tree, made, said, tree.span(made.head, begin))


RULES = (because, causing, when, opening)
