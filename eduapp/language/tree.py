"""A parsed text as plain lists, so that rules can walk it quickly and read like grammar."""

from __future__ import annotations

from collections.abc import Iterator, Set
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc


@lru_cache(maxsize=8)
def _strings(store) -> dict[int, str]:
    return {0: ""}


class Tree:
    """The tokens of one text: `word`, `lower`, `lemma`, `pos`, `tag`, `dep`, `head`, `kids`, `idx`, `end` by token.

    Dependencies are Universal Dependencies in lower case; `head[i] == i` for a root. `left` and `right` are the
    first and last token of each subtree; `sents` are token ranges and `last[i]` is where the sentence of token `i`
    stops. `common` holds words that the document writes in lower case. Offsets are in characters of `text`.
    """

    def __init__(self, doc: Doc, common: Set[str] = frozenset()) -> None:
        from spacy.attrs import DEP, HEAD, IDX, LEMMA, LENGTH, LOWER, ORTH, POS, SENT_START, TAG

        rows = doc.to_array([ORTH, LOWER, LEMMA, POS, TAG, DEP, HEAD, IDX, LENGTH, SENT_START])
        columns = [column.tolist() for column in rows.T]
        self.text: str = doc.text
        self.common = common
        self.word, self.lower, self.lemma, self.pos, self.tag, deps = (
            self._named(doc.vocab.strings, column) for column in columns[:6]
        )
        self.dep = [d.lower() for d in deps]
        size = len(self.word)
        self._read_dashes(columns[7], columns[8])
        self.head = [i + (h if h < 2**63 else h - 2**64) for i, h in enumerate(columns[6])]
        self.idx = columns[7]
        self.end = [start + length for start, length in zip(columns[7], columns[8], strict=True)]
        starts = [i for i, flag in enumerate(columns[9]) if flag == 1 or i == 0]
        self.sents = list(zip(starts, [*starts[1:], size], strict=True))
        self.last = [stop for start, stop in self.sents for _ in range(start, stop)]
        self.kids: list[list[int]] = [[] for _ in range(size)]
        for i, h in enumerate(self.head):
            if h != i:
                self.kids[h].append(i)
        self._find_edges(size)

    @staticmethod
    def _named(store, column: list[int]) -> list[str]:
        names = _strings(store)
        for key in set(column):
            if key not in names:
                names[key] = store[key]
        return [names[key] for key in column]

    def _find_edges(self, size: int) -> None:
        self.left, self.right = list(range(size)), list(range(size))
        for i in range(size):
            at = i
            while self.head[at] != at:
                at = self.head[at]
                if self.left[at] <= i <= self.right[at]:
                    break
                self.left[at] = min(self.left[at], i)
                self.right[at] = max(self.right[at], i)

    def _read_dashes(self, starts: list[int], lengths: list[int]) -> None:
        """An en dash without spaces joins ("east–west"); it is a hyphen to the rules."""
        for i in range(1, len(self.word) - 1):
            joined = self.word[i] == "–" and starts[i] == starts[i - 1] + lengths[i - 1]
            if joined and starts[i + 1] == starts[i] + lengths[i]:
                self.word[i] = self.lower[i] = "-"

    def after(self, i: int) -> str:
        """The word after token `i`, or a full stop at the end of the text."""
        return self.word[i + 1] if i + 1 < len(self.word) else "."

    def kid(self, i: int, *deps: str) -> int | None:
        """The first child of `i` with one of these dependencies."""
        for k in self.kids[i]:
            if self.dep[k] in deps:
                return k
        return None

    def kids_of(self, i: int, *deps: str) -> list[int]:
        """The children of `i` with one of these dependencies."""
        return [k for k in self.kids[i] if self.dep[k] in deps]

    def span(self, start: int, stop: int) -> str:
        """The text of tokens `start` to `stop` (not included), as it stands."""
        return self.text[self.idx[start] : self.end[stop - 1]]

    def subtree(self, i: int) -> Iterator[int]:
        """The tokens of the subtree of `i`, in no particular order."""
        stack = [i]
        while stack:
            at = stack.pop()
            yield at
            stack.extend(self.kids[at])
