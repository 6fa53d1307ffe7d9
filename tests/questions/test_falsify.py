import pytest

from eduapp.questions.propose.falsify import _has_no_opposite


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
