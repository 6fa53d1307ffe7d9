import pytest

from eduapp.questions.anchors import tie


@pytest.mark.parametrize(
    "text",
    [
        "A spring that is stretched far beyond it does not return to its length.",
        "_____ is a similar force that acts in gases.",
        "Five years later Richard Arkwright patented the water frame.",
        "Five years earlier the Ten Hours Act limited the day of women.",
        "By then parliament had met the demands of the workers.",
        "Parliament has since met five of the six demands.",
        "Later Edison built a power station in New York.",
        "Such an engine was costly to run in 1770.",
        "Another cause of the war was hunger.",
        "At the same time prices rose in Britain.",
        "The following year the Luddites broke the frames.",
    ],
)
def test_what_needs_the_sentence_before_it_is_named(text: str) -> None:
    assert tie(text)


@pytest.mark.parametrize(
    "text",
    [
        "The force of friction is similar to drag in gases.",
        "The frequency is the same as that of the source.",
        "In 1769 Arkwright patented the water frame, and five years later he built a mill.",
        "All objects fall at the same rate in a vacuum.",
        "Enzymes such as pepsin break down proteins.",
        "Two of the three layers of the skin hold blood vessels.",
        "A wave that meets a wall reflects from it.",
        "Plants take up water from the soil.",
        "Animals in the later stages of growth eat less.",
    ],
)
def test_what_stands_alone_is_not(text: str) -> None:
    assert tie(text) == ""
