"""The pages of a library's course files, as they are printed, with quotes marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from eduapp.domain.source import Quote, Source
from eduapp.errors import NotFoundError
from eduapp.library.sources import Sources

if TYPE_CHECKING:
    from eduapp.ingest.pdf.picture import PagePicture

FURTHER = 2
"""So many pages after that where a passage begins, its quote may stand."""


class Pages(Sources):
    """The part of a library that shows pages."""

    def has_pages(self, source: Source | str) -> bool:
        """Whether a source is of a format that has pages."""
        from eduapp.ingest import has_pages

        return has_pages(self.source(source).media_type)

    def page_of(self, quote: Quote, *also: Quote) -> PagePicture | None:
        """The page that a quote stands on, with it marked and what of the others is there; None where none has pages.

        Raises NotFoundError where the file isn't kept, UnreadableSource where it can't be shown.
        """
        if quote.locator.page is None:
            return None
        return self._picture(self.source(quote.source), quote.locator.page, [quote, *also], after=FURTHER)

    def page(self, source: Source | str, number: int, quotes: Sequence[Quote] = ()) -> PagePicture | None:
        """Page `number` of a source, counted from 1, with those of the quotes marked that stand on it.

        It gives None and raises as `page_of` does.
        """
        return self._picture(self.source(source), number, quotes)

    def _picture(self, source: Source, number: int, quotes: Sequence[Quote], *, after: int = 0) -> PagePicture | None:
        from eduapp.ingest import page_picture
        from eduapp.ingest.pdf.trace import Mark

        if not self.has_pages(source):
            return None
        path = self._files.path(source.sha256)
        if path is None:
            raise NotFoundError(
                f"The file {source.name} itself isn't kept here, so its pages can't be shown.",
                hint="Add it once more to see them.",
                where=source.id,
            )
        passages = {passage.id: passage.text for passage in self.document(source).passages} if quotes else {}
        marks = [Mark(quote.text, passages.get(quote.passage, "")[: quote.start]) for quote in quotes]
        return page_picture(path, source.name, number, marks, after=after)
