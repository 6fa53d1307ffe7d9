import pytest

from eduapp.questions.propose.falsify import _has_no_opposite, _is_far, _opposed
from tests.questions.maker import cells


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("Steam moved most of the British Empire’s goods.", "most", "few"),
        ("The town had more than 300,000 people.", "more", "less"),
        ("The law was changed once more in 1832.", "more", "less"),
        ("The armies fell back before the heirs of Saladin.", "before", "after"),
    ],
)
def test_where_grammar_leaves_no_opposite_there_is_none(text: str, old: str, new: str) -> None:
    at = text.index(old)
    assert _has_no_opposite(text, at, at + len(old), new)


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("In 1850 most British families lived in towns.", "most", "few"),
        ("The spinning mule made a more even thread.", "more", "less"),
        ("Enzymes unfold before losing their shape.", "before", "after"),
    ],
)
def test_where_it_fits_there_is_one(text: str, old: str, new: str) -> None:
    at = text.index(old)
    assert not _has_no_opposite(text, at, at + len(old), new)


def test_only_a_word_on_which_the_truth_hinges_is_turned_round():
    context = cells().context()
    text = "Dark rock increases the melting of larger glaciers."
    assert [made.text for made in _opposed(text, context, frozenset({"increases"}))] == [
        "Dark rock decreases the melting of larger glaciers."
    ]
    assert not list(_opposed(text, context, frozenset()))


@pytest.mark.parametrize("text", ["Households sell their labor to firms.", "The council accepts that there is a risk."])
def test_a_verb_whose_opposite_takes_other_words_has_none(text):
    assert not list(_opposed(text, cells().context(), frozenset({"sell", "accepts"})))


def test_a_wrong_year_is_far_from_the_right_one():
    assert not _is_far("1803", "1800")
    assert _is_far("1848", "1861")
    assert _is_far("12 percent", "20 percent")
