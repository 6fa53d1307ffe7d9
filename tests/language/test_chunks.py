"""Noun phrases by tag and arc: on parses written by hand, so that no training run can change them, and on real ones."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from eduapp.language.chunks import GENERIC, Chunker, chunks, noun_phrase, term_text

VOCAB = spacy.blank("en").vocab
TAGS = {"DET": "DT", "NOUN": "NN", "PROPN": "NNP", "ADJ": "JJ", "VERB": "VBD", "ADP": "IN", "NUM": "CD", "PUNCT": ","}


def parsed(*tokens: str) -> Doc:
    """A text from "word/POS/dep/head" tokens: the head as a position, a "^" before words that touch the one before."""
    rows = [token.rsplit("/", 3) for token in tokens]
    words = [row[0].lstrip("^") for row in rows]
    spaces = [not following[0].startswith("^") for following in rows[1:]] + [False]
    tags = ["POS" if row[0].endswith("’s") else "HYPH" if row[0] == "^-" else TAGS.get(row[1], "XX") for row in rows]
    return Doc(
        VOCAB,
        words=words,
        spaces=spaces,
        pos=[row[1] for row in rows],
        tags=tags,
        deps=[row[2] for row in rows],
        heads=[int(row[3]) for row in rows],
        lemmas=[word.lower() for word in words],
        sent_starts=[i == 0 for i in range(len(words))],
    )


def texts(doc: Doc) -> list[str]:
    return [doc[start:stop].text for start, stop in chunks(doc)]


def candidates(doc: Doc) -> list[str]:
    return [doc[c.start : c.stop].text for c in Chunker(doc).candidates()]


LAW = parsed("the/DET/det/1", "law/NOUN/nsubj/4", "of/ADP/case/3", "demand/NOUN/nmod/1", "holds/VERB/ROOT/4")


def test_modifiers_and_nouns_make_a_chunk_without_their_determiner() -> None:
    doc = parsed("a/DET/det/3", "free/ADJ/amod/3", "market/NOUN/compound/3", "economy/NOUN/nsubj/4", "grew/VERB/ROOT/4")
    assert texts(doc) == ["free market economy"]


def test_nouns_side_by_side_are_parted_where_the_parse_parts_them() -> None:
    doc = parsed("gave/VERB/ROOT/0", "students/NOUN/iobj/0", "homework/NOUN/obj/0")
    assert texts(doc) == ["students", "homework"]


@pytest.mark.parametrize("word", ["many", "such", "other", "new", "first"])
def test_generic_adjectives_do_not_open_a_chunk(word: str) -> None:
    assert word in GENERIC
    assert texts(parsed(f"{word}/ADJ/amod/1", "markets/NOUN/nsubj/2", "grew/VERB/ROOT/2")) == ["markets"]


def test_a_generic_word_with_a_capital_inside_a_sentence_is_part_of_a_name() -> None:
    doc = parsed("the/DET/det/2", "New/PROPN/amod/2", "Deal/PROPN/nsubj/3", "began/VERB/ROOT/3")
    assert texts(doc) == ["New Deal"]


def test_parts_of_a_name_stay_together() -> None:
    doc = parsed("Marie/PROPN/nsubj/3", "Skłodowska/PROPN/flat/0", "Curie/PROPN/flat/0", "won/VERB/ROOT/3")
    assert texts(doc) == ["Marie Skłodowska Curie"]


def test_a_hyphen_without_spaces_joins_whatever_stands_before_it() -> None:
    doc = parsed("a/DET/det/3", "by/ADP/compound/3", "^-/PUNCT/punct/1", "^product/NOUN/obj/4", "appears/VERB/ROOT/4")
    assert texts(doc) == ["by-product"]


def test_an_adjective_after_the_noun_does_not_end_a_chunk() -> None:
    doc = parsed("prices/NOUN/nsubj/1", "stayed/VERB/ROOT/1", "high/ADJ/xcomp/1")
    assert texts(doc) == ["prices"]


def test_an_empty_text_has_no_chunks() -> None:
    assert texts(Doc(VOCAB)) == [] and candidates(Doc(VOCAB)) == []


def test_of_joins_two_chunks_to_one_more_candidate() -> None:
    assert candidates(LAW) == ["law", "law of demand", "demand"]


def test_the_joined_candidate_takes_its_head_from_the_first() -> None:
    joined = next(c for c in Chunker(LAW).candidates() if c.link)
    assert (joined.link, LAW[joined.head].text, joined.left, joined.right) == ("of", "law", True, True)


def test_endings_and_compounds_of_a_chunk_are_candidates() -> None:
    doc = parsed("mixed/ADJ/amod/2", "market/NOUN/compound/2", "economy/NOUN/nsubj/3", "grew/VERB/ROOT/3")
    assert candidates(doc) == ["mixed market economy", "market economy", "economy", "mixed market"]


def test_a_possessor_makes_a_candidate() -> None:
    doc = parsed("Say/PROPN/nmod:poss/2", "^’s/PART/case/0", "law/NOUN/nsubj/3", "holds/VERB/ROOT/3")
    assert candidates(doc) == ["Say", "law", "Say’s law"]


def test_a_noun_phrase_has_its_determiner_and_stops_before_a_clause() -> None:
    doc = parsed(
        "the/DET/det/2", "old/ADJ/amod/2", "city/NOUN/nsubj/5", "that/PRON/nsubj/4", "fell/VERB/acl:relcl/2",
        "burned/VERB/ROOT/5",
    )  # fmt: skip
    assert noun_phrase(doc[2]).text == "the old city"
    assert term_text(noun_phrase(doc[2])) == "city"


def test_a_noun_phrase_has_all_of_a_name() -> None:
    doc = parsed("President/PROPN/nmod:desc/1", "Abraham/PROPN/nsubj/3", "Lincoln/PROPN/flat/1", "spoke/VERB/ROOT/3")
    assert noun_phrase(doc[1]).text == "President Abraham Lincoln"


def test_a_term_loses_the_capital_of_its_sentence_but_not_its_own() -> None:
    common = parsed("Market/NOUN/compound/1", "economies/NOUN/nsubj/2", "grow/VERB/ROOT/2")
    proper = parsed("Keynes/PROPN/nsubj/1", "wrote/VERB/ROOT/1")
    assert term_text(common[0:2]) == "market economies"
    assert term_text(proper[0:1]) == "Keynes"


def test_real_sentences(nlp: Language) -> None:
    doc = nlp(
        "The water cycle moves fresh water between the oceans and the atmosphere. The Treaty of Versailles followed."
    )
    assert {"water cycle", "oceans", "atmosphere", "Treaty", "Versailles"} <= set(texts(doc))
    assert "Treaty of Versailles" in candidates(doc)
