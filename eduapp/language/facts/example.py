"""Examples: "X such as A and B", "X, including A and B", "A is an example of X", "Examples of X include A and B".

The subject is the general term and the object its example or examples, which `members` has one by one. `number` is the
term's ("singular" or "plural"), `said` the text's words between the two.
"""

from __future__ import annotations

from collections.abc import Iterator

from eduapp.domain.knowledge import FactKind
from eduapp.language.facts.base import Finding, Range
from eduapp.language.facts.halves import is_noun, is_plain, sentence_end
from eduapp.language.facts.members import list_from, list_to, texts
from eduapp.language.grammar import NOUNS, Phrase, bare, is_plural, noun_phrase, term_shaped
from eduapp.language.tree import Tree

LIGHT = frozenset("thing way factor issue aspect item pair group set place topic part number variety range series kind "
                  "type form area detail question figure case element feature name term word example person people "
                  "sense matter point amount lot product object characteristic perspective subject information "
                  "data field work side one year period time decade century location position result "
                  "option".split())  # fmt: skip
TIMES = frozenset("time day year period decade century age".split())
CONTENT = frozenset(("ADJ", "NOUN", "PROPN", "VERB"))
OPENERS = frozenset("certain various different several specific particular common famous some many most other "
                    "important numerous key major basic main typical additional popular notable simple "
                    "traditional".split())  # fmt: skip


def such_as(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """A general term, "such as" and its examples."""
    for such in range(start + 1, stop - 2):
        if tree.lower[such] == "such" and tree.lower[such + 1] == "as":
            example = tree.head[such] if tree.head[such] > such + 1 else tree.head[such + 1]
            yield from _shown(tree, start, such, example, such + 2, "such as")


def including(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """A general term in the plural, "including" and its examples."""
    for word in range(start + 2, stop - 2):
        if tree.lower[word] != "including":
            continue
        example = tree.head[word] if tree.head[word] > word else tree.kid(word, "obj")
        if example is None:
            continue
        for finding in _shown(tree, start, word, example, word + 1, "including"):
            if tree.tag[finding.subject_head] == "NNS" and tree.lower[finding.subject[0] - 1] != "the":
                yield finding


def _shown(tree: Tree, start: int, mark: int, example: int, first: int, said: str) -> Iterator[Finding]:
    if example < first or (tree.pos[example] not in NOUNS and tree.tag[example] != "VBG"):
        return
    term = _term_before(tree, start, mark, tree.head[example])
    found = list_from(tree, first, example)
    if term is not None and found and tree.tag[term.head] == "NNS" and _agrees(tree, term, example):
        yield _finding(tree, term, (found[0][0], found[-1][1]), found, said)


def _agrees(tree: Tree, term: Phrase, example: int) -> bool:
    """Whether the parse too hangs the examples on the term, or on a word behind it that means nothing by itself."""
    above = tree.head[example]
    return term.start <= above < example or tree.pos[above] not in NOUNS


def _term_before(tree: Tree, start: int, mark: int, above: int) -> Phrase | None:
    """The general term that ends right before `mark`, or before the comma or bracket there.

    With "forms of energy" it is the whole where the parse hangs the examples, whose head is `above`, on "forms".
    """
    apart = tree.word[mark - 1] in (",", "(", "—", "–")
    last = mark - 2 if apart else mark - 1
    if last < start or tree.pos[last] not in NOUNS:
        return None
    phrase = noun_phrase(tree, last, of_names=False)
    phrase = Phrase(max(phrase.start, start), last + 1, last)
    of = phrase.start - 1
    if apart and tree.lower[of] in ("by", "for", "with", "from", "to", "in"):
        return None
    if (
        of > start
        and above != last
        and tree.lower[of] == "of"
        and tree.pos[of - 1] in NOUNS
        and tree.tag[of - 1] in ("NNS", "NNPS")
    ):
        outer = noun_phrase(tree, of - 1, of_names=False)
        phrase = Phrase(outer.start, last + 1, of - 1)
    return _general(tree, phrase)


def _general(tree: Tree, phrase: Phrase) -> Phrase | None:
    """The phrase without its article and "certain", if it is a term that things can be examples of."""
    first = bare(tree, phrase).start
    while first < phrase.head and tree.lower[first] in OPENERS:
        first += 1
    general = Phrase(first, phrase.stop, phrase.head)
    joined = first > 0 and tree.pos[first - 1] == "CCONJ" and tree.last[first - 1] == tree.last[first]
    light = tree.lemma[phrase.head].lower() in LIGHT and phrase.stop - first == 1
    light = (
        light
        or tree.tag[first] in ("VB", "VBP")
        or tree.lemma[phrase.head] in TIMES
        or tree.lower[phrase.start] in ("a", "an")
    )
    if light or joined or tree.tag[phrase.head] not in ("NNS", "NN") or tree.dep[phrase.head] == "compound":
        return None
    cut = (
        first > 0
        and (tree.pos[first - 1] in CONTENT or tree.tag[first - 1] == "HYPH")
        and tree.last[first - 1] == tree.last[first]
    )
    cut = cut and tree.lower[first - 1] not in OPENERS
    return general if not cut and not _mixed(tree, general) and _is_term(tree, general) else None


def _mixed(tree: Tree, phrase: Phrase) -> bool:
    """Whether a date or a verb has got into the phrase: "1970s", "date nonorganic materials", "procuring items"."""
    pairs = range(phrase.start, phrase.head)
    odd = tree.tag[phrase.start] == "VBG" or not tree.word[phrase.start][0].isalpha()
    return odd or any(is_noun(tree, i) and tree.pos[i + 1] == "ADJ" for i in pairs)


def _is_term(tree: Tree, phrase: Phrase) -> bool:
    inner = [Phrase(phrase.start, phrase.head + 1, phrase.head)]
    if phrase.stop > phrase.head + 1:
        inner.append(Phrase(phrase.head + 2, phrase.stop, phrase.stop - 1))
    return all(part.start < part.stop and term_shaped(tree, part, most=4) for part in inner)


def _finding(tree: Tree, term: Phrase, span: Range, found: list[Range], said: str) -> Finding:
    slots = {"number": "plural" if is_plural(tree, term.head) else "singular", "said": said}
    rule = f"{said.replace(' ', '_')}.v1"
    return Finding(FactKind.EXAMPLE, rule, (term.start, term.stop), term.head, said, span, slots,
                   members=texts(tree, found))  # fmt: skip


def named(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """A is an example of X; an example of X is A; examples of X include A, B and C."""
    for noun in range(start, stop - 4):
        if tree.lemma[noun] != "example" or tree.lower[noun + 1] != "of":
            continue
        owner = next((k for k in tree.kids_of(noun, "nmod") if tree.left[k] == noun + 1), None)
        if owner is None or tree.pos[owner] not in NOUNS:
            continue
        phrase = noun_phrase(tree, owner)
        term = _general(tree, Phrase(noun + 2, phrase.stop, owner)) if phrase.start == noun + 2 else None
        if term is not None:
            yield from _example_of(tree, (start, stop), noun, term)


def _example_of(tree: Tree, sentence: Range, noun: int, term: Phrase) -> Iterator[Finding]:
    start, stop = sentence
    after, opens = term.stop, noun <= start + 3
    if opens and after < stop - 1 and tree.lower[after] in ("is", "are", "include", "includes"):
        found = list_to(tree, after + 1, stop)
        if found and tree.after(found[-1][1] - 1) in (".", ";", ",", "(", "—", ":"):
            yield _finding(tree, term, (found[0][0], found[-1][1]), found, "example of")
        return
    subject = tree.kid(noun, "nsubj")
    be = tree.kid(noun, "cop")
    if subject is None or be is None or tree.lower[be] not in ("is", "are") or tree.kid(noun, "advmod") is not None:
        return
    given = Phrase(tree.left[subject], tree.right[subject] + 1, subject)
    ends = after >= sentence_end(tree, stop) or tree.after(after - 1) in (",", ";", "(", "—", ":")
    if given.stop == be and ends and is_plain(tree, given):
        span = (given.start, given.stop)
        yield _finding(tree, term, span, [span], "example of")


RULES = (such_as, including, named)
