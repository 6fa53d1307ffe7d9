"""The judge of levels sees a finished item only, and looks at what is asked for more than at the verb."""

from __future__ import annotations

import pytest

from eduapp import resources
from eduapp.domain.item import Bloom, ItemKind
from eduapp.errors import InputError
from eduapp.questions import level
from eduapp.questions.level import Seen, apart, judge, judged
from tests.questions import test_checks as plain
from tests.questions import test_checks_kinds as kinds

ASKS_MORE = ("Gives a reason that follows from the text.",)

PROMPTS = [
    ("remember", "Name the three kinds of rock."),
    ("remember", "Analyze: when did the war end?"),
    ("remember", "Explain when the war ended."),
    ("remember", "Describe who signed the treaty."),
    ("remember", "Evaluate which country won the war."),
    ("remember", "Analyze the date of the treaty."),
    ("remember", "Judge how many ships were lost."),
    ("remember", "Photosynthesis in green plants."),
    ("understand", "Explain why bakers add yeast."),
    ("understand", "Explain what photosynthesis is."),
    ("understand", "In your own words, describe how a valve works."),
    ("understand", "Explain when a firm should shut down."),
    ("understand", "Explain when the war ended and why it lasted so long."),
    ("understand", "State the reason why bread rises."),
    ("apply", "Suppose that the price of coffee doubles. Use the law of demand to say what follows for tea."),
    ("apply", "Describe a case of osmosis that the text does not mention."),
    ("apply", "Calculate the mean speed of the car."),
    ("analyze", "Compare diffusion and osmosis."),
    ("analyze", "Explain the difference between weather and climate."),
    ("analyze", "Break the argument down into its parts."),
    ("evaluate", "Do you agree that the war was inevitable? Justify your answer with two points of the text."),
    ("evaluate", "A pupil writes: “All metals rust.” Judge that claim by the text."),
    ("evaluate", "Compare the two plans, and judge which of them serves the town better."),
    ("create", "Design an experiment that shows osmosis in a potato."),
    ("create", "Using the text, write a letter from a weaver to the owner of the mill."),
]

CHOICES = [
    ("remember", "Who wrote Macbeth?", ("Shakespeare", "Jonson")),
    ("remember", "What is the term for the difference between price and cost?", ("profit", "loss")),
    ("remember", "Analyze: in which year did the war end?", ("1918", "1919")),
    ("remember", "Which of these is a cross of parents who differ in one trait?", ("hybrid", "clone")),
    ("understand", "Why do large cells starve?", ("because food enters only at the surface", "because it is cold")),
    ("understand", "What does a ribosome do?", ("It joins amino acids into proteins", "It stores water in cells")),
    (
        "apply",
        "Suppose the price of coffee doubles. What would happen to the demand for tea?",
        ("It rises.", "It falls."),
    ),
    (
        "apply",
        "A shop sells below cost to drive out a rival. Which practice is this?",
        ("dumping", "predatory pricing"),
    ),
    ("analyze", "How does mitosis differ from meiosis?", ("It makes two cells that are the same.", "It makes four.")),
    ("evaluate", "Which of these best supports the claim that the climate is warming?", ("Ice melts.", "It rains.")),
]

OTHERS = [
    ("remember", ItemKind.TRUE_FALSE, "Paris is the capital of France."),
    ("understand", ItemKind.TRUE_FALSE, "Bread rises because yeast gives off gas."),
    ("remember", ItemKind.TEXT_ENTRY, "_____ is the passage of water through a membrane."),
    ("remember", ItemKind.NUMERIC, "How many chambers does the heart have?"),
    ("apply", ItemKind.NUMERIC, "A car goes 120 km in 2 hours. What is its mean speed in km/h?"),
    ("remember", ItemKind.ORDER, "Put these steps of mitosis in order."),
]


@pytest.mark.parametrize(("wanted", "stem"), PROMPTS)
def test_prompts(wanted, stem):
    found = judged(Seen(ItemKind.EXTENDED_TEXT, stem, (), (), ASKS_MORE))
    assert found.level == wanted, found.evidence


@pytest.mark.parametrize(("wanted", "stem", "choices"), CHOICES)
def test_choices(wanted, stem, choices):
    found = judged(Seen(ItemKind.CHOICE, stem, choices, (), ()))
    assert found.level == wanted, found.evidence


@pytest.mark.parametrize(("wanted", "kind", "stem"), OTHERS)
def test_other_kinds(wanted, kind, stem):
    found = judged(Seen(kind, stem, (), (), ()))
    assert found.level == wanted, found.evidence


def test_rows_of_whole_statements_have_to_be_understood():
    terms, meanings = ("vein", "artery"), ("It carries blood to the heart", "It carries blood from the heart")
    causes = ("The walls had grown stiff with age", "The rods in the core had melted")
    names = judged(Seen(ItemKind.MATCH, "Match each part to what it does.", meanings, terms, ()))
    reasons = judged(Seen(ItemKind.MATCH, "Match each effect to its cause.", meanings, causes, ()))
    cases = judged(Seen(ItemKind.MATCH, "Match each case to its name.", terms, causes, ()))
    assert [names.level, reasons.level, cases.level] == [Bloom.REMEMBER, Bloom.UNDERSTAND, Bloom.UNDERSTAND]


def test_a_rubric_that_only_names_holds_a_prompt_down():
    naming = ("Names diffusion.", "Says that particles move: “because they are crowded”.")
    found = judged(Seen(ItemKind.EXTENDED_TEXT, "Evaluate the account of diffusion.", (), (), naming))
    assert found.level is Bloom.UNDERSTAND
    assert found.evidence == "every criterion of the rubric is met by saying what the text says"
    more = (*naming, "Comes to a verdict and gives a reason for it.")
    assert judged(Seen(ItemKind.EXTENDED_TEXT, "Evaluate the account of diffusion.", (), (), more)).level == "evaluate"


@pytest.mark.parametrize("item", [*plain.GOOD.values(), *kinds.GOOD.values()])
def test_the_judge_does_not_look_at_labels(item):
    told = judge(item)
    blind = item.model_copy(
        update={"level": Bloom.CREATE, "facts": (), "terms": ("x",), "provenance": item.provenance.model_copy(
            update={"template": "upper", "proposer": "x"})}
    )  # fmt: skip
    assert judge(blind) == told


def test_levels_are_counted_apart():
    assert apart(Bloom.REMEMBER, Bloom.REMEMBER) == 0
    assert apart(Bloom.ANALYZE, Bloom.UNDERSTAND) == apart(Bloom.UNDERSTAND, Bloom.ANALYZE) == 2


def test_a_school_may_have_its_own_verbs(tmp_path, monkeypatch):
    text = resources.template(level.FILE).read_text("utf-8")
    own = tmp_path / level.FILE
    own.parent.mkdir()
    own.write_text(text.replace('create = ["create",', 'create = ["create", "paint",'), "utf-8")
    monkeypatch.setenv("EDUAPP_TEMPLATES", str(tmp_path))
    assert judged(Seen(ItemKind.EXTENDED_TEXT, "Paint a poster about rocks.", (), (), ASKS_MORE)).level is Bloom.CREATE


@pytest.mark.parametrize(("text", "said"), [("verbs = 3\n", "verbs"), ("verbs = [", "can't be read")])
def test_a_broken_table_is_told_in_a_sentence(tmp_path, monkeypatch, text, said):
    own = tmp_path / level.FILE
    own.parent.mkdir()
    own.write_text(text, "utf-8")
    monkeypatch.setenv("EDUAPP_TEMPLATES", str(tmp_path))
    with pytest.raises(InputError, match=said) as caught:
        judged(Seen(ItemKind.EXTENDED_TEXT, "Explain why.", (), (), ()))
    assert caught.value.hint
