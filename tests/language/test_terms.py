"""Terms: variants made one, abbreviations tied, forms written as in running text, the rank that the model gives."""

from __future__ import annotations

import json

import numpy as np
import pytest
from spacy.language import Language

from eduapp.domain.knowledge import Term
from eduapp.domain.source import Document, Locator, Passage, Role, Source
from eduapp.language import understand
from eduapp.language.mentions import BIT, FLAGS, Mentions
from eduapp.language.termhood import NAMES, Frame, Model, features, model
from eduapp.language.terms import Collection, abbreviations, rank_terms, variant, variants
from eduapp.resources import model_dir

ECONOMY = (
    "A market economy is an economic system in which prices guide production. In a market economy, supply and demand "
    "set prices. Market economies differ from command economies.",
    "Gross domestic product (GDP) is the value of all final goods that a country produces in a year. When GDP grows, "
    "incomes grow. Economists compare GDP across countries.",
    "The cost of the next best choice is called opportunity cost. Every choice has an opportunity cost. The Bank of "
    "England was founded in 1694, and the Bank of England sets interest rates.",
)


def document(*texts: str, title: str = "", headings: tuple[str, ...] = ()) -> Document:
    prose = [Passage(id=f"p{i:04}", text=t, locator=Locator(paragraph=i)) for i, t in enumerate(texts, start=1)]
    heads = [Passage(id=f"h{i:04}", text=t, role=Role.HEADING) for i, t in enumerate(headings, start=1)]
    source = Source(id="src-test", name="test.txt", media_type="text/plain", sha256="0" * 64)
    return Document(source=source, title=title, passages=(*heads, *prose))


def collected(nlp: Language, *texts: str, **options) -> Collection:
    found = document(*texts, **options)
    return Collection(found, [(p, nlp(p.text)) for p in found.passages if p.role is Role.PARAGRAPH])


def every_term(collection: Collection) -> dict[str, Term]:
    keys = range(len(collection.keys))
    return {term.text: term for term in collection.terms(keys, np.zeros(len(collection.keys)))}


@pytest.fixture(scope="module")
def economy(nlp: Language) -> dict[str, Term]:
    return every_term(collected(nlp, *ECONOMY))


def test_singular_plural_and_capitals_are_one_term(economy: dict[str, Term]) -> None:
    term = economy["market economy"]
    assert (term.count, term.key, term.head, term.plural, term.proper) == (3, "market economy", "economy", False, False)
    assert term.passages == ("p0001",) and term.locator == Locator(paragraph=1)


def test_a_term_that_is_only_plural_stays_plural(economy: dict[str, Term]) -> None:
    assert economy["interest rates"].plural and economy["interest rates"].key == "interest rate"


def test_an_abbreviation_is_an_alias_of_what_it_stands_for(economy: dict[str, Term]) -> None:
    term = economy["gross domestic product"]
    assert term.aliases == ("GDP",) and term.count == 4
    assert "GDP" not in economy


def test_a_name_keeps_its_capitals_and_its_of(economy: dict[str, Term]) -> None:
    term = economy["Bank of England"]
    assert (term.count, term.proper, term.head) == (2, True, "bank")


def test_chance_neighbours_are_no_candidates(nlp: Language) -> None:
    once = every_term(collected(nlp, "The farmers saw a change in temperature."))
    assert "temperature" in once and not any(" in " in text or " to " in text for text in once)


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("The World Health Organization (WHO) helps.", "WHO", "World Health Organization"),
        ("The International Monetary Fund (IMF) lends.", "IMF", "International Monetary Fund"),
        ("Cells read deoxyribonucleic acid (DNA) well.", "DNA", "deoxyribonucleic acid"),
        ("Members of NATO (North Atlantic Treaty Organization) met.", "NATO", "North Atlantic Treaty Organization"),
        ("Its average is falling (AIF) today.", "", ""),
        ("They met the king (Henry) there.", "", ""),
        ("The plan for a large city park (USA) failed.", "", ""),
    ],
)
def test_abbreviations_are_found_by_their_letters(nlp: Language, text: str, short: str, long: str) -> None:
    collection = collected(nlp, text)
    doc, columns = collection.docs[0][1], collection.columns[0]
    found = {(doc[at].text, doc[start:stop].text) for (start, stop), at in abbreviations(doc, columns)}
    assert found - {("AIF", "average is falling")} == ({(short, long)} if short else set())


def test_variants_stand_for_the_commonest_and_abbreviations_for_their_phrase() -> None:
    keys = ["pogroms", "pogrom", "hunter - gatherer", "hunter gatherer", "cpi", "consumer price index"]
    assert variants(keys, [3, 1, 1, 2, 9, 1], {4: 5}) == [0, 0, 3, 3, 5, 5]


@pytest.mark.parametrize(("key", "expected"), [("jacobins", "jacobin"), ("glass", "glass"), ("virus", "virus"),
                                               ("analysis", "analysis"), ("trade - off", "trade off")])  # fmt: skip
def test_variant_keys(key: str, expected: str) -> None:
    assert variant(key) == expected


def test_terms_come_by_falling_salience_and_keep_to_the_limit() -> None:
    terms = understand(document(*ECONOMY)).terms
    salience = [term.salience for term in terms]
    assert salience == sorted(salience, reverse=True) and all(0 < value <= 1 for value in salience)
    assert {"market economy", "gross domestic product", "opportunity cost"} <= {term.text for term in terms[:8]}


def test_ranking_is_the_same_twice_and_cut_at_the_limit(nlp: Language) -> None:
    found = document(*ECONOMY)
    docs = [(p, nlp(p.text)) for p in found.passages]
    assert rank_terms(found, docs) == rank_terms(found, docs)
    assert rank_terms(found, docs, limit=2) == rank_terms(found, docs)[:2]


@pytest.mark.parametrize("texts", [(), ("",), ("So it goes.",)])
def test_a_text_without_nouns_has_no_terms(nlp: Language, texts: tuple[str, ...]) -> None:
    found = document(*texts)
    assert rank_terms(found, [(p, nlp(p.text)) for p in found.passages]) == ()


def of(collection: Collection, key: str, name: str) -> float:
    return float(collection.features()[collection.keys.index(key), NAMES.index(name)])


def test_being_called_so_is_noticed(nlp: Language) -> None:
    collection = collected(nlp, *ECONOMY)
    assert of(collection, "opportunity cost", "ever_called") == 1
    assert of(collection, "market economy", "ever_called") == 0
    assert of(collection, "market economy", "ever_is_a") == 1
    assert of(collection, "gross domestic product", "ever_abbreviated") == 1


def test_headings_and_title_are_noticed(nlp: Language) -> None:
    collection = collected(nlp, *ECONOMY, title="Opportunity Costs", headings=("Market economies",))
    assert of(collection, "opportunity cost", "in_heading") == of(collection, "opportunity cost", "title_words") == 1
    assert of(collection, "market economy", "in_heading") == 1 and of(collection, "market economy", "title_words") == 0


def test_the_longer_phrase_holds_the_nested_one(nlp: Language) -> None:
    collection = collected(nlp, *ECONOMY)
    assert of(collection, "economy", "rate_nested") == 1
    assert of(collection, "market economy", "rate_nested") == 0


def test_features_have_a_name_each_and_no_gaps() -> None:
    mentions = Mentions(*(np.array(column) for column in ([0], [BIT["called"]], [0], [0], [2], [-1], [0])))
    row = features(["opportunity cost"], mentions, Frame(sizes=(10,)))
    assert row.shape == (1, len(NAMES)) and np.isfinite(row).all()
    assert len(set(NAMES)) == len(NAMES) and len(set(FLAGS)) == len(FLAGS)


def test_the_model_that_ships_knows_these_features() -> None:
    stored = json.loads((model_dir() / "terms.json").read_text("utf-8"))
    assert tuple(stored["features"]) == NAMES and len(model().weights) == len(NAMES)
    assert not any("history" in book for book in stored["trained_on"])


def test_probabilities_stay_between_nought_and_one() -> None:
    sure = Model(np.array([1000.0]), 0.0)
    assert np.all(sure.probability(np.array([[5.0], [-5.0]])) <= 1) and sure.probability(np.array([[0.0]]))[0] == 0.5
