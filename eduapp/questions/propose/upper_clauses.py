"""A clause as it is built: who or what does it, which verb, in which voice and time, and whether it is whole.

A half of a sentence is parsed apart from the rest, since a short clause is read more surely than a long sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from eduapp.language import pipeline
from eduapp.language.tree import Tree

MOST_KEPT, SHORT = 8192, 9
TELLING = 4
"""A subject of so many words says which one is meant."""
_SUBJECTS = ("nsubj", "nsubj:pass", "nsubj:outer", "csubj", "csubj:pass", "expl")
_FRAME, _KNOW = "We know that", 1
_MANY = re.compile(r"[A-Z][a-z]{3,}(?<!an)(?<!s)(?<!i)(?<!u)s(?<!ites)(?<!ards)(?<!urks)(?<!eks)(?<!lands)")
"""A first word in the plural, which has its capital from its place: not "Romans", "Athens", "Paris"."""
_NOW = ("VBZ", "VBP", "VB", "MD", "NN", "NNS")
"""Tags of a verb in the present; a noun there is a verb that was read as one."""
_SMALL = frozenset(
    "the a an in on at by to for from with after before during when if as because although while many most some all "
    "several both each every no this these that those it they he she we its their his her people large small".split()
)
_STATES = frozenset(
    "have be seem appear remain mean equal consist contain include lack belong involve need require know call refer "
    "exist depend differ vary resemble own cost weigh represent".split()
)


@dataclass(frozen=True, slots=True)
class Clause:
    """What the parse says of a clause: `subject` and its `head`, `verb` (a lemma), its `form`, and marks of how it is
    built.

    `is_whole` means that it has a subject before a finite verb; `others` counts clauses joined to it.
    """

    text: str
    subject: str = ""
    head: str = ""
    head_tag: str = ""
    verb: str = ""
    form: str = ""
    is_whole: bool = False
    is_past: bool = False
    is_present: bool = False
    is_passive: bool = False
    is_copular: bool = False
    is_negated: bool = False
    is_modal: bool = False
    has_object: bool = False
    others: int = 0

    @property
    def is_state(self) -> bool:
        """Whether it says how something is, and not what happens."""
        return self.is_copular or self.verb in _STATES

    @property
    def may_be_whole(self) -> bool:
        """Whether it is whole, or too short for the parser to be trusted that it isn't."""
        return self.is_whole or len(self.text.split()) <= SHORT

    @property
    def is_named(self) -> bool:
        """Whether its subject is headed by a name."""
        return self.head_tag in ("NNP", "NNPS")

    @property
    def is_particular(self) -> bool:
        """Whether its subject is one known thing, such as "the rod", that the page has told of."""
        short = len(self.subject.split()) < TELLING
        return self.subject.casefold().startswith("the ") and short and not self.is_named and not self.is_plural

    @property
    def is_plural(self) -> bool:
        """Whether its subject is many."""
        return self.head_tag in ("NNS", "NNPS") or " and " in self.subject


_kept: dict[str, Clause] = {}


def read(text: str) -> Clause:
    """The reading of a clause or sentence."""
    if text not in _kept:
        read_all([text])
    return _kept[text]


def read_all(texts: Iterable[str]) -> None:
    """Read many clauses at once, which is faster than one by one."""
    fresh = [text for text in dict.fromkeys(texts) if text not in _kept]
    if len(_kept) + len(fresh) > MOST_KEPT:
        _kept.clear()
    for text, doc in zip(fresh, pipeline.load().pipe(map(_embedded, fresh), batch_size=64), strict=True):
        _kept[text] = _clause(text, Tree(doc))


def _embedded(text: str) -> str:
    """The clause as what is known, so that the parser expects one: "prices increase" alone reads as a noun."""
    text = text.strip(" ,;.")
    first, _, rest = text.partition(" ")
    common = first.casefold() in _SMALL or _MANY.fullmatch(first)
    return f"{_FRAME} {first.lower() if common else first} {rest}."


def _clause(text: str, tree: Tree) -> Clause:
    root = tree.kid(_KNOW, "ccomp")
    if root is None or len(tree.sents) != 1:
        return Clause(text)
    subject = tree.kid(root, *_SUBJECTS)
    if subject is None:
        return Clause(text)
    helpers = tree.kids_of(root, "aux", "aux:pass", "cop")
    finite = min(helpers, default=root)
    inside = range(len(_FRAME.split()), len(tree.word))
    clauses = [i for i in inside if tree.dep[i] in ("conj", "parataxis") and tree.kid(i, *_SUBJECTS) is not None]
    copular = bool(tree.kids_of(root, "cop"))
    return Clause(
        text,
        subject=_as_written(tree.span(tree.left[subject], tree.right[subject] + 1), text),
        head=tree.lemma[subject].casefold(),
        head_tag=tree.tag[subject],
        verb=tree.lemma[root].casefold(),
        form=tree.word[root],
        is_whole=subject < finite,
        is_past=_is_past(tree, finite),
        is_present=tree.tag[finite] in _NOW and not _is_past(tree, finite) and not tree.word[finite].endswith("ed"),
        is_passive=bool(tree.kids_of(root, "aux:pass")) or tree.dep[subject] == "nsubj:pass",
        is_copular=copular,
        is_negated=any(tree.lower[k] in ("not", "n't", "n’t", "never", "no", "neither") for k in tree.kids[root]),
        is_modal=any(tree.tag[k] == "MD" for k in helpers),
        has_object=tree.kid(root, "obj") is not None,
        others=len(clauses),
    )


def _as_written(subject: str, text: str) -> str:
    """A subject with the capitals that it has in the text."""
    told = re.sub(r"^that (?!of )", "", subject.strip(" ,"))
    found = re.search(re.escape(told), text, re.IGNORECASE)
    return found.group() if found else told


def _is_past(tree: Tree, i: int) -> bool:
    """Whether a finite verb is past; a participle without a helper is a past form that was read as one."""
    return tree.tag[i] in ("VBD", "VBN") or (tree.tag[i] == "MD" and tree.lower[i] in ("could", "would"))
