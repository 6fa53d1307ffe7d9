"""Which names of a text are people's, told from what the text says of them."""

from __future__ import annotations

import pytest

from eduapp.domain.knowledge import Term
from eduapp.domain.source import Document, Locator, Passage, Source
from eduapp.language import understand
from eduapp.questions.context import build
from eduapp.questions.gist import CENTRAL, weight_of
from eduapp.questions.people import people

RULERS = (
    "Joran Veldt founded the republic of Ostmark. Veldt ruled Ostmark for ten years, and he built roads in every "
    "province. In 1412, Veldt moved the capital to Harn. The merchants of Harn paid for the roads. Veldt’s death in "
    "1420 began a war in Ostmark."
)


def terms(*names: str) -> list[Term]:
    return [Term(text=name, key=name.casefold(), count=2, salience=0.5, proper=True) for name in names]


def test_he_and_a_death_show_a_person_and_the_last_name_stands_for_the_full_one() -> None:
    found = people(terms("Joran Veldt", "Ostmark", "Harn"), (), RULERS)
    assert {"veldt", "joran veldt"} <= found
    assert not {"ostmark", "harn"} & found


@pytest.mark.parametrize(
    "text",
    [
        "Ostmark lost the war. Ostmark paid for it in grain. Ostmark fell in 1420.",
        "In Ostmark, the king raised taxes, and he sold land. In Ostmark, the queen ruled after she returned.",
        "While Ostmark was at war, he left. The merchants of Ostmark stayed.",
    ],
)
def test_a_state_is_none(text: str) -> None:
    assert "ostmark" not in people(terms("Ostmark"), (), text)


def test_a_last_name_that_two_people_have_stands_for_neither() -> None:
    text = (
        f"{RULERS} Mara Veldt wrote a history of Ostmark. Veldt, who lived in Harn, said that she had seen the war. "
        "Veldt wrote until 1440."
    )
    assert "veldt" not in people(terms("Joran Veldt", "Mara Veldt", "Ostmark"), (), text)


def test_a_text_goes_on_with_the_last_name_of_whom_it_is_about() -> None:
    source = Source(id="src-veldt", name="veldt.txt", media_type="text/plain", sha256="0" * 64)
    more = "The war in Ostmark was long. Roads fell into ruin. Grain was dear. Trade stopped at the rivers. "
    passages = (RULERS, more * 4, "Veldt had sold the mines. " + more * 4, "Veldt feared the merchants. " + more * 3)
    document = Document(
        source=source,
        title="The War in Ostmark",
        passages=tuple(Passage(id=f"p{n}", text=text, locator=Locator(paragraph=n)) for n, text in enumerate(passages)),
    )
    assert weight_of("Veldt", build(document, understand(document))) >= CENTRAL
