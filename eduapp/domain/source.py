"""A course file as the app sees it: a source, its passages, and where each of them stands."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

from eduapp.domain import show
from eduapp.domain.base import Model


class Locator(Model):
    """Where a passage stands in its file. Page, slide and paragraph count from 1; `time` is in seconds."""

    page: int | None = None
    slide: int | None = None
    heading: tuple[str, ...] = ()
    time: float | None = None
    paragraph: int | None = None

    def label(self) -> str:
        """The place in a reader's words: "p. 7", "slide 3", "0:04:10" or "Cells › The nucleus"."""
        if self.page is not None:
            return f"p. {self.page}"
        if self.slide is not None:
            return f"slide {self.slide}"
        if self.time is not None:
            seconds = int(self.time)
            return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        if self.heading:
            return " › ".join(self.heading)
        return f"paragraph {self.paragraph}" if self.paragraph is not None else "—"


class Role(StrEnum):
    """What a passage is in its file. Only prose is asked about; the rest gives context."""

    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    HEADING = "heading"
    TABLE = "table"
    CAPTION = "caption"
    CODE = "code"


class Passage(Model):
    """A run of text that belongs together, usually a paragraph. `id` is unique within its document ("p0007")."""

    id: str
    text: str
    locator: Locator = Locator()
    role: Role = Role.PARAGRAPH


class Notice(Model):
    """Something in the file that was not read as text, in a sentence ("2 tables, 3 pictures")."""

    text: str
    locator: Locator = Locator()


class Source(Model):
    """Which file a document came from. `id` is made from the file's bytes; `size` is in bytes."""

    id: str
    name: str
    media_type: str
    sha256: str
    size: int = 0

    def _repr_html_(self) -> str:
        return show.source(self)


class Belongings(Model):
    """What was made of a source, and goes when it is deleted."""

    sets: int = 0
    items: int = 0
    approved: int = 0
    decisions: int = 0

    @property
    def in_short(self) -> str:
        """ "2 sets with 20 items, 5 of them approved, and 7 decisions"; empty where nothing was made of it."""
        if not self.sets and not self.items:
            return ""
        approved = f", {self.approved} of them approved" if self.approved else ""
        decisions = f", and {show.counted(self.decisions, 'decision')}" if self.decisions else ""
        return f"{show.counted(self.sets, 'set')} with {show.counted(self.items, 'item')}{approved}{decisions}"


class Document(Model):
    """A source that has been read: its passages in reading order and what could not be read."""

    source: Source
    title: str
    language: str = "en"
    passages: tuple[Passage, ...] = ()
    notices: tuple[Notice, ...] = ()

    def passage(self, passage_id: str) -> Passage:
        """The passage of that id. Raises KeyError."""
        for passage in self.passages:
            if passage.id == passage_id:
                return passage
        raise KeyError(passage_id)

    def words(self) -> int:
        """How many words the passages hold, counted by white space."""
        return sum(len(p.text.split()) for p in self.passages)


class Quote(Model):
    """Words copied from a passage: `passage.text[start:end] == text`, offsets in characters."""

    text: str
    source: str
    passage: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    locator: Locator = Locator()

    @model_validator(mode="after")
    def _spans_its_text(self) -> Quote:
        if self.end - self.start != len(self.text):
            raise ValueError(f"quote of {len(self.text)} characters spans {self.start}:{self.end}")
        return self

    def is_verbatim_in(self, passage: Passage) -> bool:
        """Whether the passage holds exactly these words at this place."""
        return passage.id == self.passage and passage.text[self.start : self.end] == self.text
