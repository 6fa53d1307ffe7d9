"""A short course text that the tests of clue making share, and documents made of plain paragraphs."""

from __future__ import annotations

from functools import lru_cache

from eduapp.crosswords.clue_context import Context, build
from eduapp.crosswords.keywords import Choice, choose
from eduapp.domain.knowledge import Understanding
from eduapp.domain.source import Document, Locator, Passage, Source
from eduapp.language import understand

COURSE = (
    "Photosynthesis is the process by which green plants make sugar from carbon dioxide and water. A chloroplast is a "
    "small green body that captures the energy of sunlight. In leaves, chloroplasts lie close under the surface.",
    "A vacuole is a large bag of sap that keeps a plant cell firm. The rigid outer wall of a plant cell is made of a "
    "tough fibre called cellulose.",
    "In 1665, the English scientist Robert Hooke described the tiny boxes in a slice of cork. The Royal Society "
    "published Micrographia in 1665.",
    "Matthias Schleiden studied the growth of plants in Jena. In 1838, Matthias Schleiden argued with Theodor Schwann "
    "about the origin of cells in Berlin.",
    "Dutch merchants brought the first tulips from Constantinople to Leiden. It grew there for years. They sold them.",
)
ITALIAN = (
    "La fotosintesi permette alle piante di produrre zucchero con la luce del sole. Le foglie della quercia assorbono "
    "la luce con la clorofilla. La clorofilla colora le foglie di verde nei boschi della Toscana.",
    "Nel 1779 Ingenhousz scoprì che le piante verdi liberano ossigeno alla luce. Ingenhousz lavorava a Vienna come "
    "medico della corte. La fotosintesi nutre anche gli animali che mangiano le foglie.",
)


def document(*paragraphs: str, title: str = "Plants") -> Document:
    """A document whose passages are these paragraphs."""
    source = Source(id="src-test", name="test.txt", media_type="text/plain", sha256="0" * 64)
    passages = (
        Passage(id=f"p{number:04}", text=text, locator=Locator(paragraph=number))
        for number, text in enumerate(paragraphs, start=1)
    )
    return Document(source=source, title=title, passages=tuple(passages))


@lru_cache(maxsize=8)
def read(paragraphs: tuple[str, ...] = COURSE) -> tuple[Document, Understanding]:
    """A document and what is understood of it."""
    made = document(*paragraphs)
    return made, understand(made)


@lru_cache(maxsize=8)
def context(paragraphs: tuple[str, ...] = COURSE) -> Context:
    """Its context."""
    return build(*read(paragraphs))


@lru_cache(maxsize=8)
def choice(paragraphs: tuple[str, ...] = COURSE) -> Choice:
    """Its keywords."""
    return choose(context(paragraphs))
