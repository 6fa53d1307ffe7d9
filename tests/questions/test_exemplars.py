from __future__ import annotations

import pytest

from eduapp import resources
from eduapp.domain.item import Bloom, ItemKind
from eduapp.errors import InputError
from eduapp.questions.exemplars import FOLDER, SHOWN, VERSION, Bank, Exemplar, bank
from eduapp.questions.propose.composed import NEW_CASE, TEMPLATES
from eduapp.questions.propose.faithful import copies, gives_orders, strays
from eduapp.questions.propose.plan import MAKERS

KINDS = tuple(TEMPLATES)
ALL = [(kind, exemplar) for kind in KINDS for exemplar in bank(kind).exemplars]


def example(fact, level=Bloom.APPLY, question="What is this?"):
    return Exemplar(level=level, subject="test", facts=(fact,), answer="x", question=question)


BANK = Bank(
    [
        example("Osmosis is the passage of water through a membrane."),
        example("A tariff is a tax on goods from abroad."),
        example("Erosion is the wearing away of rock by water."),
        example("A quota limits the goods that enter a country.", Bloom.ANALYZE),
    ]
)


def test_the_most_similar_examples_of_the_level_stand_last():
    shown = BANK.nearest(Bloom.APPLY, "A customs duty is a tax that is laid on foreign goods.", 2)
    assert shown[-1].facts == ("A tariff is a tax on goods from abroad.",)
    assert all(exemplar.level is Bloom.APPLY for exemplar in shown)


def test_other_levels_fill_up_from_the_front():
    shown = BANK.nearest(Bloom.ANALYZE, "Water wears away rock.")
    assert [exemplar.level for exemplar in shown] == [Bloom.APPLY, Bloom.APPLY, Bloom.ANALYZE]
    assert shown[1].facts[0].startswith("Erosion")


@pytest.mark.parametrize("text", ["", "the of and", "Quasars zigzag."])
def test_a_text_like_none_of_them_still_gets_examples(text):
    assert BANK.nearest(Bloom.APPLY, text, 2) == BANK.nearest(Bloom.APPLY, text, 2)
    assert len(BANK.nearest(Bloom.APPLY, text, 2)) == 2


def test_an_empty_bank_shows_nothing():
    assert Bank([]).nearest(Bloom.APPLY, "Water wears away rock.") == []


# the bank that is shipped


def test_the_bank_covers_levels_and_subjects():
    assert len(ALL) >= 30
    assert len({exemplar.subject for _, exemplar in ALL}) >= 8
    for level, kind in MAKERS:
        assert sum(k is kind and e.level is level for k, e in ALL) >= SHOWN, (level, kind)


@pytest.mark.parametrize(("kind", "one"), ALL, ids=lambda value: getattr(value, "subject", value))
def test_every_example_passes_the_checks_that_a_reply_has_to(kind, one):
    said = " ".join(one.facts)
    assert not gives_orders(f"{said} {one.question} {one.statement}")
    if kind in (ItemKind.CHOICE, ItemKind.TEXT_ENTRY):
        new_case = kind is ItemKind.CHOICE and one.level in NEW_CASE
        assert strays(one.question, one.answer, one.others, said, new_case=new_case) == ""
    elif kind is ItemKind.TRUE_FALSE:
        assert (one.statement == one.true_statement) == (one.answer == "True")
    else:
        assert {point.fact for point in one.points} == set(range(1, len(one.facts) + 1))
        assert one.question.endswith((".", "?"))


def test_no_example_is_a_copy_of_another():
    questions = [one.question or one.statement for _, one in ALL]
    for number, question in enumerate(questions):
        assert not copies(question, questions[:number]), question


def test_each_file_has_a_tagged_hash_of_its_own():
    hashes = {bank(kind).hash for kind in KINDS}
    assert len(hashes) == len(KINDS) and all(tag.startswith("sha256:") for tag in hashes)


@pytest.fixture
def own(tmp_path, monkeypatch):
    monkeypatch.setenv("EDUAPP_TEMPLATES", str(tmp_path))
    folder = tmp_path / FOLDER
    folder.mkdir(parents=True)
    return folder / f"choice.v{VERSION}.yaml"


def test_a_school_has_examples_of_its_own(own):
    own.write_text("- {level: apply, subject: latin, facts: [Amo means I love.], answer: amo, question: Which}\n")
    assert [one.subject for one in bank(ItemKind.CHOICE).exemplars] == ["latin"]
    assert resources.template(f"{FOLDER}/choice.v{VERSION}.yaml") == own


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("level: apply\n", "it isn't a list of examples"),
        ("- {level: apply, subject: latin, facts: []}\n", "facts"),
        ("- {level: recall, subject: latin, facts: [Amo.]}\n", "level"),
        ("- [", "while parsing"),
    ],
)
def test_broken_examples_are_one_clear_error(own, text, said):
    own.write_text(text)
    with pytest.raises(InputError, match=said) as caught:
        bank(ItemKind.CHOICE)
    assert own.name in caught.value.message
