"""Halves of a sentence: clauses that stand on either side of an "if", a "because" or a "whereas"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from eduapp.language.facts.base import Range
from eduapp.language.facts.clause import UNTELLING
from eduapp.language.grammar import (
    NOUNS,
    PEOPLE,
    PERSONAL,
    VAGUE_SUBJECTS,
    Phrase,
    VerbGroup,
    article,
    balanced,
    inverted,
    is_plural,
    lower_start,
    stands_alone,
)
from eduapp.language.tree import Tree

SUBJECTS = ("nsubj", "nsubj:pass")
FINITE = frozenset(("VBZ", "VBP", "VBD", "MD"))
UNREAL = frozenset(("would", "could", "might", "should", "had"))
BREAKS = frozenset((";", ":", "—", "–", "--", "(", ")", "[", "]", "?", "!", "…", "..."))
REMARKS = frozenset("which who whom whose where while whereas although though but so yet nor except "
                    "including such especially not particularly".split())  # fmt: skip
BACKWARD = frozenset("too also therefore thus hence however instead then consequently similarly likewise "
                     "contrast".split())  # fmt: skip
DRAWN = re.compile(r"^[A-Z]{1,3}\d$")
"""A point or curve of a drawing ("E0")."""
LETTERED = re.compile(r"^(?:[A-Z]{1,3}\d+|[B-HJ-Z])$")
SIGNALS = frozenset("however thus therefore hence consequently similarly likewise moreover furthermore indeed then "
                    "accordingly conversely instead nevertheless nonetheless meanwhile otherwise too also yet so and "
                    "but overall ultimately additionally finally interestingly surprisingly "
                    "importantly".split())  # fmt: skip
UNIQUE = frozenset("earth sun moon sky sea universe atmosphere brain heart nucleus internet economy government "
                   "market environment population world body skin blood ocean public press past future "
                   "constitution".split())  # fmt: skip
OF_THE_PAGE = frozenset("figure table equation chapter section author text above below problem question".split())
BE = frozenset("is are was were am".split())
AUXILIARIES = BE | frozenset("has have had do does did can could may might must shall should will would cannot".split())
SKIPPED = frozenset(("mark", "punct", "cc", "discourse"))
LINKS = frozenset(("by contrast", "in contrast", "on the other hand", "by comparison", "for example", "for instance",
                   "in fact", "in addition", "in turn", "in short", "in summary", "as a result", "in general",
                   "in other words", "of course"))  # fmt: skip
TIMES = frozenset("today currently traditionally historically".split())
ABOUT = frozenset("about over nearly almost more approximately roughly around".split())
LETTERS = re.compile(r"^[a-z]{1,2}\d+[a-z]?$")
"""A quantity in a formula ("v1y")."""
BEFORE_FIGURES = frozenset("in of from by with on at".split())
"""After these a finite verb says that a reference to a figure was lost: "the cutters in combine two levers"."""
ON_THE_PAGE = frozenset("shown column row".split())
NAMED_BY_LETTER = frozenset("point points curve line area firm country from to at is and choice".split())
COUNTED = frozenset("certain each both few several one no any".split())


@dataclass(frozen=True)
class Half:
    """A finite clause with a plain subject, whose predicate runs from `begin` to `stop`.

    `verb` is the finite word, `head` the word that heads the clause, and `opener` a short adverbial before the
    subject ("in cold water"), which is put at the end.
    """

    subject: Phrase
    begin: int
    verb: int
    head: int
    stop: int
    opener: Range

    def predicate(self, tree: Tree) -> str:
        """The clause from its verb on."""
        return _joined(_without_also(tree, self.begin, self.stop), self._opened(tree))

    def statement(self, tree: Tree) -> str:
        """The clause as it reads inside a sentence."""
        return _joined(phrase_text(tree, self.subject.start, self.subject.stop), self.predicate(tree))

    def ask(self, tree: Tree) -> str:
        """The clause in question order, without a question word; empty where the verb's base form is not known."""
        subject = phrase_text(tree, self.subject.start, self.subject.stop)
        between = _without_also(tree, self.begin, self.verb)
        rest = _without_also(tree, self.verb + 1, self.stop)
        rest = _joined(rest, self._opened(tree))
        if any(tree.dep[i] == "conj" and tree.tag[i] in FINITE for i in tree.kids[self.head] if i < self.stop):
            return ""
        if tree.lower[self.verb] in AUXILIARIES and not (self.verb == self.head and tree.lower[self.verb] not in BE):
            return _joined(tree.lower[self.verb], subject, between, rest)
        if tree.tag[self.verb] == "VB":
            return _joined("do", subject, between, tree.word[self.verb], rest)
        group = VerbGroup(self.verb, None, self.verb, self.verb + 1, passive=False)
        return inverted(tree, group, _joined(subject, between), rest)

    def slots(self, tree: Tree) -> dict[str, str]:
        """The slots of a fact about an action, named as in `clause.clause_slots`."""
        head = self.subject.head
        return {
            "predicate": self.predicate(tree),
            "inverted": self.ask(tree),
            "clause": self.statement(tree),
            "number": "plural" if is_plural(tree, head) else "singular",
            "proper": "yes" if tree.pos[head] == "PROPN" else "no",
            "person": "yes" if tree.lemma[head].lower() in PEOPLE else "",
            "article": article(tree, self.subject),
            "passive": "yes" if tree.kid(self.head, "aux:pass") is not None else "",
        }

    def _opened(self, tree: Tree) -> str:
        return phrase_text(tree, *self.opener) if self.opener[0] < self.opener[1] else ""


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _without_also(tree: Tree, start: int, stop: int) -> str:
    """The text of a stretch, which may be empty, without an "also" that ties it to the sentence before."""
    also = next((i for i in range(start, stop) if tree.lower[i] == "also"), stop)
    before = tree.span(start, also) if start < also else ""
    return _joined(before, tree.span(also + 1, stop) if also + 1 < stop else "")


def half(tree: Tree, head: int, stop: int, *, since: int = 0) -> Half | None:
    """The clause that `head` heads and that ends before `stop`, or None where it can't be read on its own.

    `since` is the token where it begins, when a part of its sentence is set before it.
    """
    verb, kid = finite(tree, head), subject_head(tree, head)
    if verb is None or kid is None or not kid < verb <= head < stop:
        return None
    subject = _subject(tree, kid)
    if not is_plain(tree, subject) or any(tree.pos[i] != "ADV" for i in range(subject.stop, verb)):
        return None
    if _is_cut_from_a_list(tree, subject.start, head):
        return None
    opener = _opener(tree, head, subject, since)
    if opener is None or not is_clean(tree, subject.stop, stop, antecedent=subject.head):
        return None
    made = Half(subject, subject.stop, verb, head, stop, opener)
    return made if _is_of_its_own(tree, made, subject.start) else None


def is_known(tree: Tree, start: int, stop: int, told: int) -> bool:
    """Whether a stretch has no subject "the firm" of which the words from `told` on have not told."""
    for i in range(start, stop - 1):
        noun = i + 1
        bare = tree.lower[i] == "the" and tree.pos[noun] == "NOUN" and tree.right[noun] == noun
        if bare and tree.dep[noun] in SUBJECTS and not is_plain(tree, Phrase(i, noun + 1, noun)):
            lemma = tree.lemma[noun]
            if not any(tree.lemma[j] == lemma for j in range(told, i)):
                return False
    return True


def _is_cut_from_a_list(tree: Tree, start: int, head: int) -> bool:
    """Whether an "and" before the subject joins it to something that the parse lost."""
    joined = tree.pos[start - 1] == "CCONJ" and tree.last[start - 1] == tree.last[start] if start else False
    return joined and tree.head[start - 1] != head and tree.lower[start - 1] != "but"


def taken_up(tree: Tree, first: Half, head: int, stop: int) -> Half | None:
    """The clause of `head` with the subject of `first` in the place of the pronoun that takes it up."""
    verb, kid = finite(tree, head), subject_head(tree, head)
    if verb is None or kid is None or not kid < verb <= head < stop or tree.left[kid] != tree.right[kid]:
        return None
    pronouns = ("they",) if is_plural(tree, first.subject.head) else ("it",)
    if tree.lower[kid] not in pronouns or any(tree.pos[i] != "ADV" for i in range(kid + 1, verb)):
        return None
    if not is_clean(tree, kid + 1, stop, antecedent=first.subject.head):
        return None
    made = Half(first.subject, kid + 1, verb, head, stop, (0, 0))
    opens = min((k for k in tree.kids[head] if tree.dep[k] not in ("mark", "punct", "cc", "advcl")), default=kid)
    return made if opens == kid and _is_of_its_own(tree, made, kid + 1) else None


def _is_of_its_own(tree: Tree, made: Half, start: int) -> bool:
    """Whether a clause takes nothing up, and tells no story without a name in it."""
    whole = range(min(made.subject.start, made.begin), made.stop)
    if any(tree.lower[i] in BACKWARD - {"also"} for i in whole):
        return False
    named = range(made.subject.start, made.subject.stop), range(start, made.stop)
    return tree.tag[made.verb] != "VBD" or any(tree.pos[i] == "PROPN" for span in named for i in span)


def subject_head(tree: Tree, head: int) -> int | None:
    """The head of the subject of a clause, where the clause has a subject with a meaning."""
    if tree.kid(head, "expl") is not None:
        return None
    return next((k for k in tree.kids[head] if tree.dep[k] in SUBJECTS), None)


def fronted(tree: Tree, mark: int) -> tuple[int, int, int] | None:
    """What a subordinate word at the start of a sentence opens: the heads of its phrase and of the clause after it,
    and the comma between them; None where there is no such comma.
    """
    first = tree.head[mark]
    head = tree.head[first]
    if tree.dep[head] == "root" and head != first:
        comma = tree.right[first] if tree.word[tree.right[first]] == "," else tree.right[first] + 1
        return (first, head, comma) if comma < head and tree.word[comma] == "," else None
    joined = tree.kids_of(first, "conj", "parataxis", "ccomp") if tree.dep[first] == "root" else []
    for then in joined:
        before = tree.left[then] if tree.word[tree.left[then]] == "," else tree.left[then] - 1
        if first < before and tree.word[before] == "," and subject_head(tree, then) is not None:
            return (first, then, before)
    return None


def clause_stop(tree: Tree, head: int) -> int:
    """Where the clause of `head` ends: before a remark, a further clause or a parenthesis that ends the sentence.

    Returns `head` where a parenthesis stands in the middle of it.
    """
    i, end = head + 1, tree.last[head]
    while i < end and tree.word[i] not in BREAKS and not _goes_elsewhere(tree, head, i, end):
        i += 1
    if i < end and tree.word[i] in ("(", "[", "—", "–", "--"):
        close = next((j for j in range(i + 1, end) if tree.word[j] in (")", "]", "—", "–", "--")), end - 1)
        if close + 1 < end and tree.word[close + 1] not in (".", ",", ";", ":"):
            return head
    return sentence_end(tree, i)


def _goes_elsewhere(tree: Tree, head: int, i: int, end: int) -> bool:
    if tree.word[i] == ".":
        return True
    if tree.word[i] == ",":
        after = i + 1
        remark = after >= end or tree.lower[after] in REMARKS or tree.tag[after] in ("VBG", "WDT", "WP", "WRB")
        return remark or (tree.pos[after] == "CCONJ" and subject_head(tree, tree.head[after]) is not None)
    joined = tree.head[i]
    clause = tree.pos[joined] in ("VERB", "AUX") or subject_head(tree, joined) is not None
    return tree.dep[i] == "cc" and clause and tree.dep[joined] == "conj" and tree.head[joined] == head


def is_main(tree: Tree, head: int) -> bool:
    """Whether a clause is the sentence's own, or is joined to it by "and" or "but"."""
    at = head
    while tree.dep[at] == "conj" and subject_head(tree, at) is not None:
        at = tree.head[at]
    return tree.dep[at] == "root" and (at == head or subject_head(tree, at) is not None)


def finite(tree: Tree, head: int) -> int | None:
    """The finite word of the clause headed by `head`: its first auxiliary or copula, or the head itself."""
    helpers = [k for k in tree.kids_of(head, "aux", "aux:pass", "cop") if tree.tag[k] in FINITE]
    if helpers:
        return min(helpers)
    plain = tree.tag[head] in FINITE or (tree.tag[head] == "VB" and tree.kid(head, "mark", "aux", "cop") is None)
    return head if plain else None


def _subject(tree: Tree, kid: int) -> Phrase:
    start = tree.left[kid]
    while start < kid and (tree.dep[start] in ("cc", "punct", "mark") or tree.lower[start] in SIGNALS):
        start += 1
    return Phrase(start, tree.right[kid] + 1, kid)


def _opener(tree: Tree, head: int, subject: Phrase, since: int) -> Range | None:
    """A short adverbial before the subject, an empty range where there is none, None where there is something else."""
    before = [k for k in tree.kids[head] if since <= k < subject.start and tree.dep[k] not in SKIPPED]
    before = [k for k in before if tree.lower[k] not in SIGNALS and tree.tag[k] != "WRB"]
    if not before:
        return (subject.start, subject.start)
    first = before[0]
    start, stop = tree.left[first], sentence_end(tree, tree.right[first] + 1)
    if len(before) == 1 and " ".join(tree.lower[start:stop]).strip(" ,") in LINKS:
        return (subject.start, subject.start)
    fits = tree.dep[first] in ("obl", "obl:tmod") or tree.lower[first] in TIMES
    figures = any(tree.word[i][0].isdigit() and len(tree.word[i]) < 4 for i in range(start, stop))
    fits = fits and not figures and stop - start <= 7 and is_clean(tree, start, stop, most=7)
    return (start, stop) if fits and len(before) == 1 else None


def is_noun(tree: Tree, i: int) -> bool:
    """Whether a word is a noun by its part of speech or by its tag, which err in different places."""
    return tree.pos[i] in NOUNS or tree.tag[i].startswith("NN")


def is_plain(tree: Tree, phrase: Phrase, *, most: int = 12) -> bool:
    """Whether a reader knows what a phrase means without its page: a kind of thing or a name, not "the firm"."""
    head = phrase.head
    lemma = tree.lemma[head].lower()
    noun = is_noun(tree, head) or (tree.tag[head] == "VBG" and tree.dep[head] in SUBJECTS)
    if not noun or not 1 <= phrase.stop - phrase.start <= most or lemma in OF_THE_PAGE:
        return False
    words = range(phrase.start, phrase.stop)
    if any(tree.lower[i] in PERSONAL | ON_THE_PAGE or tree.word[i] in BREAKS for i in words):
        return False
    if tree.pos[phrase.start] == "SCONJ" or tree.lower[phrase.start] == "as" or LETTERS.match(tree.word[head]):
        return False
    if not stands_alone(tree, phrase.start, phrase.stop) or tree.word[phrase.stop - 1] == ",":
        return False
    if not balanced(tree.span(phrase.start, phrase.stop)) or any(DRAWN.match(tree.word[i]) for i in words):
        return False
    opener = tree.lower[phrase.start]
    if tree.pos[head] == "PROPN" or (tree.word[head].isupper() and len(tree.word[head]) > 2):
        return opener != "that"
    if opener == "that" or (tree.pos[phrase.start] == "ADV" and opener not in ABOUT):
        return False
    telling = [i for i in words if i not in (phrase.start, head) and tree.lower[i] not in UNTELLING]
    telling = [i for i in telling if tree.tag[i] not in ("JJR", "RBR")]
    if article(tree, phrase) == "the":
        return bool(telling) or tree.lower[head] in UNIQUE
    of_something = bool(telling) and any(tree.lower[i] in ("of", "in") for i in words)
    return opener not in COUNTED and (lemma not in VAGUE_SUBJECTS or len(telling) > 1 or of_something)


def is_general(tree: Tree, verb: int) -> bool:
    """Whether a clause with this finite verb says how things are: in the present, and not what would be."""
    return tree.tag[verb] != "VBD" and tree.lower[verb] not in UNREAL


def is_clean(tree: Tree, start: int, stop: int, *, antecedent: int | None = None, most: int = 30) -> bool:
    """Whether a stretch is one unbroken piece that can be read without its page."""
    if not 1 <= stop - start <= most or any(tree.word[i] in BREAKS for i in range(start, stop)):
        return False
    if tree.lower[stop - 1] == "well" and stop - start > 1 and tree.lower[stop - 2] == "as":
        return False
    if tree.pos[stop - 1] in ("ADP", "CCONJ", "DET", "SCONJ", "PUNCT") and tree.dep[stop - 1] != "compound:prt":
        return False
    alone = stands_alone(tree, start, stop, antecedent) and balanced(tree.span(start, stop))
    return alone and has_no_hole(tree, start, stop)


def has_no_hole(tree: Tree, start: int, stop: int) -> bool:
    """Whether nothing is missing where the text referred to a figure ("shown in .", "see and")."""
    holes = (
        tree.tag[i] == "IN"
        and (
            tree.word[i + 1] in (",", ".", ";", ")")
            or (tree.lower[i] in BEFORE_FIGURES and tree.tag[i + 1] in ("VBZ", "VBP", "VBD", "MD"))
        )
        for i in range(start, stop - 1)
    )
    pointing = any(
        tree.lower[i] in ("shown", "figure", "table", "column", "row", "you", "so", "=") for i in range(start + 1, stop)
    )
    lettered = any(LETTERED.match(tree.word[i]) and tree.lower[i - 1] in NAMED_BY_LETTER for i in range(start, stop))
    words = [tree.lower[i] for i in range(start, stop)]
    halved = "only" in words[1:] and words[words.index("only", 1) - 1] == "not" and "but" not in words
    return not any(holes) and not pointing and not lettered and not halved


def sentence_end(tree: Tree, stop: int) -> int:
    """Where the words of a sentence end, without its final punctuation."""
    while stop > 0 and tree.pos[stop - 1] == "PUNCT" and tree.word[stop - 1] not in ("”", ")", "%"):
        stop -= 1
    return stop


def phrase_text(tree: Tree, start: int, stop: int) -> str:
    """A stretch as it reads inside a sentence."""
    opens = start == 0 or tree.last[start - 1] != tree.last[start]
    text = tree.span(start, stop)
    return lower_start(tree, start, text) if opens else text
