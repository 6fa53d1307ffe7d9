"""A document while it is being read: readers add to it, and what they add comes out as passages with locators."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from eduapp.domain.source import Document, Locator, Notice, Passage, Role, Source
from eduapp.errors import UnreadableSource
from eduapp.ingest.text import rejoin, tidy, tidy_lines

_CAPTION = re.compile(
    r"(?:Figure|Fig\.?|Table|Plate|Chart|Diagram|Graph|Map|Photo|Scheme|Box|Listing)"
    r"\s+(?:\d+|[A-Z]\b|[IVX]+\b)(?:[.\-–]\d+)*[a-z]?"
    r"(?:[.:|–—](?:\s|$)|\s*[–—-]\s|\s+[\"“'‘(]?[A-Z]|$)"
)
_LONGEST_CAPTION = 80  # words
_JUNK_TITLE = re.compile(
    r"(?i)^\W*(untitled.*|anonymous|document\d*|presentation\d*|powerpoint.*|title)?\W*$|\.\w{2,4}$"
)
_KEEPS_LINES = (Role.CODE, Role.TABLE)
_ENGLISH = frozenset("the and of to is are that was with by which from it as for on be this".split())
_FEWEST_ENGLISH = (
    0.08  # the share of such words: course text in English has more than twice that, other text hardly any
)
_TOO_SHORT = 40  # words, to tell by them
_PLURALS = {"text box": "text boxes"}


@dataclass
class _Block:
    text: str
    role: Role
    locator: Locator


@dataclass
class Draft:
    """What has been read so far. `heading` opens a section; what is added after it carries the heading's path."""

    name: str
    title: str = ""
    language: str = "en"
    counts_paragraphs: bool = False
    _blocks: list[_Block] = field(default_factory=list)
    _notices: list[Notice] = field(default_factory=list)
    _path: list[tuple[int, str]] = field(default_factory=list)

    def heading(self, text: str, level: int, *, page: int | None = None, slide: int | None = None) -> None:
        """Adds a heading and opens its section. Level 0 is the document's own title, which opens none."""
        text = tidy(text)
        if not text:
            return
        self._path = [(other, title) for other, title in self._path if other < level]
        if level > 0:
            self._path.append((level, text))
        elif not self.title:
            self.title = text
        self._add(text, Role.HEADING, self._here(page, slide, None))

    def leave_sections(self) -> None:
        """Closes every open section: what follows stands under no heading."""
        self._path = []

    def add(
        self,
        text: str,
        role: Role = Role.PARAGRAPH,
        *,
        page: int | None = None,
        slide: int | None = None,
        time: float | None = None,
    ) -> None:
        """Adds a passage that stands here. A paragraph worded like a caption becomes one; an empty one is left out."""
        text = tidy_lines(text) if role in _KEEPS_LINES else tidy(text)
        if not any(character.isalnum() for character in text):
            return
        if role is Role.PARAGRAPH and is_caption(text):
            role = Role.CAPTION
        self._add(text, role, self._here(page, slide, time))

    def notice(self, text: str, *, page: int | None = None, slide: int | None = None) -> None:
        """Says what was not read as text, and where."""
        self._notices.append(Notice(text=tidy(text), locator=self._here(page, slide, None, count=False)))

    def left_out(self, counts: Counter[str], *, page: int | None = None, slide: int | None = None) -> None:
        """Says how many of each kind of thing were not read: "2 tables, 3 pictures"."""
        if parts := [_counted(number, kind) for kind, number in sorted(counts.items()) if number]:
            self.notice(", ".join(parts), page=page, slide=slide)

    def document(self, source: Source) -> Document:
        """The finished document. Raises UnreadableSource when nothing was read."""
        if not self._blocks:
            hint = (
                "Run text recognition (OCR) on its pictures." if self._notices else "Check that it is the right file."
            )
            raise UnreadableSource(f"{self.name} has no text in it.", hint=hint)
        texts = rejoin(block.text for block in self._blocks)
        if is_foreign(texts):
            self._notices.append(
                Notice(
                    text="This doesn't seem to be English: a crossword can be made of it, but questions need English."
                )
            )
        passages = tuple(
            Passage(id=f"p{number:04}", text=text, role=block.role, locator=block.locator)
            for number, (block, text) in enumerate(zip(self._blocks, texts, strict=True), start=1)
        )
        return Document(
            source=source,
            title=self._best_title(passages),
            language=self.language,
            passages=passages,
            notices=tuple(self._notices),
        )

    def _add(self, text: str, role: Role, locator: Locator) -> None:
        self._blocks.append(_Block(text, role, locator))

    def _here(self, page: int | None, slide: int | None, time: float | None, *, count: bool = True) -> Locator:
        paragraph = len(self._blocks) + 1 if self.counts_paragraphs and count else None
        path = tuple(title for _, title in self._path)
        return Locator(page=page, slide=slide, time=time, heading=path, paragraph=paragraph)

    def _best_title(self, passages: tuple[Passage, ...]) -> str:
        """The file's own title unless it is a program's filler; else its first heading, else its name."""
        title = tidy(self.title)
        if title and not _JUNK_TITLE.search(title):
            return title
        headings = (passage.text for passage in passages if passage.role is Role.HEADING)
        return next(headings, "") or PurePosixPath(self.name).stem


def is_caption(text: str) -> bool:
    """Whether a paragraph is the caption of a figure or a table ("Figure 3.2 The cell", not "Figure 3.2 shows …")."""
    return bool(_CAPTION.match(text)) and len(text.split()) <= _LONGEST_CAPTION


def is_foreign(texts: Iterable[str]) -> bool:
    """Whether texts have too few of the words that no English goes without."""
    words = [word for text in texts for word in re.findall(r"[^\W\d_]+", text.lower())]
    return len(words) >= _TOO_SHORT and sum(word in _ENGLISH for word in words) < _FEWEST_ENGLISH * len(words)


def _counted(number: int, kind: str) -> str:
    return f"{number} {kind if number == 1 else _PLURALS.get(kind, kind + 's')}"
