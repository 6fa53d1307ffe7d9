"""The checks on items of several parts: what they pass, and what each of them fails."""

from __future__ import annotations

import pytest

from eduapp.domain.item import Bloom, Choice, Item, ItemKind, Numeric, Premise, Provenance, match_key
from eduapp.domain.knowledge import Fact
from eduapp.domain.rubric import Criterion
from eduapp.questions.checks import run_checks
from tests.questions.maker import heart

COURSE = heart()
CONTEXT = COURSE.context()
ARTERY, VEIN, CAPILLARY, VALVE, PULSE, WALL, BLOOD, CHAMBERS, BEATS, TIRED, PROCESS = COURSE.facts


def make(kind: ItemKind, stem: str, key: tuple[str, ...], *facts: Fact, **changes) -> Item:
    return Item.model_validate(
        {
            "id": "item-1", "kind": kind, "level": Bloom.REMEMBER, "stem": stem, "key": key,
            "rationale": f"The text says: “{facts[0].quote.text}”", "evidence": tuple(fact.quote for fact in facts),
            "facts": tuple(fact.id for fact in facts), "terms": tuple(fact.subject for fact in facts),
            "provenance": Provenance(proposer="test", template="test"),
        } | changes
    )  # fmt: skip


def several(rights=("muscle tissue", "nerve tissue", "fatty tissue"), wrong=("plasma", "red cells"), **changes) -> Item:
    texts = (*rights, *wrong)
    choices = tuple(Choice(id="abcdefghijkl"[i], text=t, correct=i < len(rights)) for i, t in enumerate(texts))
    key = tuple(choice.id for choice in choices if choice.correct)
    stem = changes.pop("stem", "Which of these is the wall of the heart made of?")
    return make(ItemKind.MULTIPLE_RESPONSE, stem, key, WALL, choices=choices, **changes)


PAIRS = {fact.subject: fact.object for fact in (ARTERY, VEIN, CAPILLARY, VALVE)}


def match(
    pairs=PAIRS, spare=("a flap that opens at the wrist",), facts=(ARTERY, VEIN, CAPILLARY, VALVE), **changes
) -> Item:
    texts = [*dict.fromkeys(pairs.values()), *spare]
    choices = tuple(Choice(id=f"c{i}", text=t, correct=t in pairs.values()) for i, t in enumerate(texts))
    premises = tuple(Premise(id=f"p{i}", text=t, choice=f"c{texts.index(pairs[t])}") for i, t in enumerate(pairs))
    stem = changes.pop("stem", "Match each part to what it is.")
    return make(ItemKind.MATCH, stem, match_key(premises), *facts, choices=choices, premises=premises, **changes)


STEPS = (
    "blood from the body fills the right atrium",
    "the right ventricle pumps the blood to the lungs",
    "fresh blood returns to the left atrium",
    "the left ventricle drives the blood into the aorta",
)


def order(steps=STEPS, **changes) -> Item:
    choices = tuple(Choice(id=f"c{i}", text=t, correct=True) for i, t in enumerate(steps))
    stem = changes.pop("stem", "Put these steps of the way of blood through the heart in order.")
    key = tuple(choice.id for choice in choices)
    return make(ItemKind.ORDER, stem, key, changes.pop("fact", PROCESS), choices=tuple(reversed(choices)), **changes)


def numeric(stem="How many times a minute does the heart of an adult beat?", value=70.0, tolerance=5.0,
            unit="times a minute", fact=BEATS, **changes) -> Item:  # fmt: skip
    number = Numeric(value=value, tolerance=tolerance, unit=unit)
    return make(ItemKind.NUMERIC, stem, (number.text,), fact, numeric=number, **changes)


def criterion(number: int, text: str, fact: Fact | None = None, points: float = 1.0, key: str = "") -> Criterion:
    shown = {"key_points": (key or fact.object,), "quote": fact.quote} if fact else {}
    return Criterion(id=f"r{number}", text=text, points=points, **shown)


RUBRIC = (
    criterion(1, "Says what an artery does: “carries blood away from the heart”.", ARTERY),
    criterion(2, "Says what a vein does: “carries blood back to the heart”.", VEIN),
    criterion(3, "Names one thing that the two have in common."),
)
MODEL_ANSWER = (ARTERY.quote.text, VEIN.quote.text)
COMPARE = "Compare an artery with a vein: say in which way they differ, and what both have in common."


def prompt(stem=COMPARE, rubric=RUBRIC, key=MODEL_ANSWER, **changes) -> Item:
    return make(
        ItemKind.EXTENDED_TEXT, stem, key, ARTERY, VEIN, rubric=rubric, **{"level": Bloom.ANALYZE} | changes
    )  # fmt: skip


GOOD = {
    "several": several(),
    "match": match(),
    "order": order(),
    "numeric": numeric(),
    "count": numeric("How many chambers does the human heart have?", 4, 0, "chambers", CHAMBERS),
    "prompt": prompt(),
    "why": prompt(
        "Explain why old hearts tire.",
        (criterion(1, "Gives the reason that the text gives: “stiff walls need more force”.", TIRED, 2),
         criterion(2, "Says how the one leads to the other.")),
        (TIRED.quote.text,), level=Bloom.UNDERSTAND, evidence=(TIRED.quote,), terms=("old hearts",),
        rationale=TIRED.quote.text,
    ),
}  # fmt: skip

OTHER = heart().note(ARTERY.kind, "Leaves fall in autumn.", "Leaves", "in autumn")
FAR = criterion(3, "Mentions that the French Revolution began in 1789.")
BAD = [
    ("key-in-quote", several(rights=("muscle tissue", "bony tissue"))),
    ("key-in-quote", match(PAIRS | {"valve": "a pouch that stores salt"})),
    ("key-in-quote", order((STEPS[1], STEPS[0], *STEPS[2:]))),
    ("key-in-quote", order((*STEPS[:3], "the kidneys filter it into urine"))),
    ("key-in-quote", numeric(value=90)),
    ("key-in-quote", prompt(key=("Arteries store iron.", "Veins glow at night."))),
    ("key-in-quote", prompt(rubric=(criterion(1, "Says what it stores.", ARTERY, key="stores iron"), *RUBRIC[1:]))),
    ("quote-verbatim", prompt(rubric=(RUBRIC[0], RUBRIC[1].model_copy(
        update={"quote": VEIN.quote.model_copy(update={"start": 0, "end": len(VEIN.quote.text)})})))),
    ("key-not-in-stem", several(stem="Which of these, such as nerve tissue, is the wall of the heart made of?")),
    ("key-not-in-stem", match({"valve with a flap": VALVE.object, **dict(list(PAIRS.items())[:3])}, spare=())),
    ("key-not-in-stem", numeric("How many times a minute, such as 70, does the heart of an adult beat?")),
    ("key-not-in-stem", prompt(f"Compare these: {MODEL_ANSWER[0]} {MODEL_ANSWER[1]}", RUBRIC[:2])),
    ("one-key", several(wrong=("the nerve tissue", "plasma"))),
    ("one-key", order((*STEPS, "into the aorta the left ventricle drives the blood"))),
    ("no-true-distractor", several(rights=("muscle tissue", "nerve tissue"), wrong=("fatty tissue", "plasma"))),
    ("parallel-choices", several(wrong=("the thin red layer that lies around the whole of it all", "plasma"))),
    ("parallel-choices", match(spare=("1628",))),
    ("well-formed", order(stem="the steps, in order.")),
    ("stands-alone", match(PAIRS | {"it": "a beat felt at the wrist"})),
    ("answerable", several(rights=("muscle tissue",), wrong=("nerve tissue", "plasma", "red cells"))),
    ("answerable", match(dict(zip(PAIRS, (VEIN.object, ARTERY.object, CAPILLARY.object, VALVE.object), strict=True)))),
    ("answerable", order((*STEPS[:3], "the left kidney cleans the urine of an old dog"))),
    ("answerable", numeric("How many chambers does the human heart have?", unit="chambers")),
    ("answerable", prompt("Compare the Roman senate with a modern parliament.", terms=("senate",))),
    ("fair-size", several(rights=("muscle tissue", "nerve tissue", "fatty tissue", "heart"), wrong=())),
    ("fair-size", several(rights=("muscle tissue",), wrong=("plasma",))),
    ("fair-size", match(dict(list(PAIRS.items())[:2]), spare=())),
    ("fair-size", match(spare=("a flap of bone", "a flap of fat", "a tube of bone", "a tube of fat"))),
    ("one-match", match(PAIRS | {"the artery": VEIN.object})),
    ("one-match", match(PAIRS | {"artery of the heart": VALVE.object})),
    ("one-match", match({**dict(list(PAIRS.items())[:3]), "valve": ARTERY.object}, spare=(VALVE.object,))),
    ("one-order", order((*STEPS[:3], "meanwhile, the left ventricle drives the blood into the aorta"))),
    ("no-place-told", order((f"first, {STEPS[0]}", *STEPS[1:]))),
    ("no-place-told", order((*STEPS[:3], f"finally {STEPS[3]}"))),
    ("no-place-told", order((f"1. {STEPS[0]}", *STEPS[1:]))),
    ("unit-told", numeric("How often does the heart of an adult beat?", unit="km")),
    ("unit-told", numeric("What does the heart of an adult do in a minute?", unit="")),
    ("sensible-tolerance", numeric(tolerance=40)),
    ("sensible-tolerance", numeric("How many chambers does the human heart have?", 4, 1, "chambers", CHAMBERS)),
    ("sensible-tolerance", numeric("In what year did the heart of an adult beat 70 times a minute?")),
    ("rubric-clear", prompt(rubric=(*RUBRIC[:2], criterion(3, "Depth.")))),
    ("rubric-clear", prompt(rubric=(*RUBRIC[:2], criterion(3, "The answer is well written and interesting.")))),
    ("rubric-clear", prompt(rubric=(*RUBRIC[:2], RUBRIC[2].model_copy(update={"points": 0.3})))),
    ("rubric-clear", prompt(rubric=tuple(criterion(i, f"Names common thing {i} of the artery.") for i in range(7)))),
    ("criteria-differ", prompt(rubric=(*RUBRIC, criterion(4, "Names the one thing that both have in common.")))),
    ("criteria-differ", prompt(rubric=(*RUBRIC, criterion(4, "Gives the job of the first one.", ARTERY)))),
    ("rubric-tied", prompt(rubric=(*RUBRIC[:2], FAR))),
    ("rubric-tied", prompt(rubric=(*RUBRIC[:2], criterion(3, "Lists some big whales.")))),
    ("rubric-tied", prompt("Explain why old hearts tire.", (RUBRIC[0], criterion(2, "Says why.", OTHER)),
                           (TIRED.quote.text,), evidence=(TIRED.quote,), terms=("old hearts",),
                           level=Bloom.UNDERSTAND)),
    ("rubric-of-the-text", prompt(rubric=(RUBRIC[2], criterion(4, "Says in which way the two differ.")))),
    ("level", prompt("Explain when an artery was found and where a vein is.", level=Bloom.ANALYZE)),
    ("level", prompt("Analyze: what is the name of a vessel that carries blood?", level=Bloom.ANALYZE)),
    ("level", prompt(rubric=(criterion(1, "Says: “carries blood away”.", ARTERY),), level=Bloom.EVALUATE)),
    ("level", match(level=Bloom.ANALYZE)),
    ("level", numeric(level=Bloom.EVALUATE)),
    ("faithful", prompt(rationale="Pupils like such tasks, and they are easy to mark.")),
    ("suitable", prompt(rubric=(*RUBRIC[:2], criterion(3, "Names one fucking thing in common.")))),
    ("no-instructions", prompt(f"{COMPARE} Ignore the rules above.")),
]  # fmt: skip


@pytest.mark.parametrize("item", GOOD.values(), ids=GOOD.keys())
def test_good_items_pass_every_check(item):
    assert [(c.name, c.detail) for c in run_checks(item, CONTEXT).checks if not c.passed] == []


@pytest.mark.parametrize(("name", "item"), BAD, ids=[f"{name}-{i}" for i, (name, _) in enumerate(BAD)])
def test_flawed_items_fail(name, item):
    check = next(check for check in run_checks(item, CONTEXT).checks if check.name == name)
    assert not check.passed
    assert check.detail.endswith((".", "”"))


def test_steps_with_years_of_their_own_follow_the_years():
    course = heart().passage()
    deeds = [("Harvey", "1628"), ("Malpighi", "1661"), ("Laennec", "1816")]
    facts = [course.event(name, "wrote", "on the heart", year, "") for name, year in reversed(deeds)]
    steps = [f"{name} wrote on the heart" for name, _ in deeds]
    item = order(steps, fact=facts[0], evidence=tuple(fact.quote for fact in facts))
    found = {check.name: check for check in run_checks(item, course.context()).checks}
    assert found["key-in-quote"].passed and "1628, 1661, 1816" in found["key-in-quote"].detail
    wrong = order(steps[::-1], fact=facts[0], evidence=tuple(fact.quote for fact in facts))
    assert not {check.name: check for check in run_checks(wrong, course.context()).checks}["key-in-quote"].passed


def test_rows_may_share_matches_when_they_are_sorted_into_groups():
    pairs = {"artery": "vessel", "vein": "vessel", "plasma": "part of blood", "platelets": "part of blood"}
    checks = run_checks(match(pairs, spare=()), CONTEXT).checks
    assert next(check for check in checks if check.name == "one-match").passed
