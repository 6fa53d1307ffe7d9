"""What `benchmarks.starter` measures, a function a part: each takes a model and the setting, and returns figures."""

from __future__ import annotations

import gzip
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks.courses import Section, sections
from eduapp.crosswords import clue_context
from eduapp.crosswords.clue_model import worded
from eduapp.crosswords.keywords import choose
from eduapp.domain.knowledge import Understanding
from eduapp.language import understand
from eduapp.llm.base import Ask, Completer, Completion, Outcome
from eduapp.llm.prompts import Failure, prompt
from eduapp.llm.reading import NOT_IN_TEXT
from eduapp.llm.reading import answers as answers_of
from eduapp.questions.checks import run_checks
from eduapp.questions.context import build
from eduapp.questions.propose.model import ModelProposer
from models.starter.planted import MEASURING, plant
from models.starter.sources import is_for_trying, is_held_out

LEVELS = Path(__file__).resolve().with_name("starter_levels.txt")
OPENING_WORDS, EACH_SECTION = 4, 8
MOST_CLUES = 100
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")


@dataclass
class Setting:
    """Where the data is, how much of it is asked, and what a reader is to be shown."""

    data: Path
    limit: int
    seed: int
    trying: bool = False
    read: list[dict[str, Any]] = field(default_factory=list)

    def rng(self, part: str) -> random.Random:
        """A generator for a part, the same for every model."""
        return random.Random(f"{self.seed}:{part}")

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The rows of a file of gzipped JSON Lines."""
        with gzip.open(self.data / name, "rt", encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    @cached_property
    def course(self) -> list[tuple[Section, Understanding]]:
        """Sections of world history, understood: enough for the questions asked."""
        count = max(2, self.limit // 5)
        found = sections(self.data / "courses" / "world_history.jsonl.gz", count, self.seed)
        return [(section, understand(section.document)) for section in found]


class Recorder:
    """A model that keeps its first replies: afterwards it is asked to answer its own questions."""

    def __init__(self, model: Completer) -> None:
        self.model, self.replies, self.asked = model, [], 0

    @property
    def name(self) -> str:
        """The model's own name."""
        return self.model.name

    @property
    def hash(self) -> str:
        """The model's own hash."""
        return self.model.hash

    def logprob(self, prompt: str, continuation: str) -> float:
        """The model's own score."""
        return self.model.logprob(prompt, continuation)

    @property
    def forms(self) -> str:
        """The forms that the model was trained on."""
        return self.model.forms

    def complete_many(self, asks: Sequence[Ask], **options: Any) -> list[Outcome]:
        """The model's replies."""
        outcomes = self.model.complete_many(asks, **options)
        if not self.asked:
            self.asked = len(asks)
            self.replies = [one.text.strip() for one in outcomes if isinstance(one, Completion)]
        return outcomes


@contextmanager
def opened(name: str) -> Iterator[Any]:
    """A model of the catalogue, closed at the end."""
    from eduapp.llm import open_runtime

    model = open_runtime(name)
    try:
        yield model
    finally:
        model.close()


def questions(model: Completer, setting: Setting) -> dict[str, Any]:
    """Of the questions that the model is asked for, those that become an item which passes every check."""
    asked, passed, seconds, replies = 0, 0, 0.0, []
    for section, understood in setting.course:
        if asked >= setting.limit:
            break
        context = build(section.document, understood)
        recorder = Recorder(model)
        started = time.perf_counter()
        proposer = ModelProposer(recorder, calls=min(EACH_SECTION, setting.limit - asked), capable=False)
        items = [run_checks(c.item, context) for c in proposer.propose(context, random.Random(section.module))]
        seconds += time.perf_counter() - started
        good = {item.stem: item for item in items if all(check.passed for check in item.checks)}
        asked, passed, replies = asked + recorder.asked, passed + len(good), replies + recorder.replies
        for item in good.values():
            row = {"part": "question", "section": section.document.title, "stem": item.stem, "key": item.answer}
            setting.read.append(row | {"choices": [c.text for c in item.choices], "quote": item.evidence[0].text})
        failed = Counter(check.name for item in items for check in item.checks if not check.passed)
        setting.read += [{"part": "failed checks", **failed}] if failed else []
    openings = Counter(" ".join(reply.split()[:OPENING_WORDS]) for reply in replies)
    opening, count = openings.most_common(1)[0] if openings else ("", 0)
    setting.read += [{"part": "reply", "text": reply} for reply in replies]
    return {
        "questions_asked": asked,
        "questions_passing": _share(passed, asked),
        "top_opening": opening,
        "top_opening_share": _share(count, len(replies)),
        "passing_items_per_minute": round(60 * passed / seconds, 2) if seconds else 0.0,
    }


def answers(model: Completer, setting: Setting) -> dict[str, Any]:
    """Exact match and token F1 on explicit questions (as SQuAD counts them), and on those that have no answer."""
    rows = [row for row in setting.rows("questions/fairytaleqa.jsonl.gz") if _is_asked(row, setting)]
    passages: dict[str, list[str]] = {}
    for row in rows:
        passages.setdefault(row["story"], []).append(row["passage"])
    explicit = [row for row in rows if row["explicit"] == "explicit"]
    rng = setting.rng("answers")
    chosen = rng.sample(explicit, min(setting.limit, len(explicit)))
    pairs = [(row["passage"], row["question"]) for row in chosen]
    none = [(one["passage"], one["question"]) for one in _unanswerable(chosen, passages, rng)]
    said, unsaid = (_answered(model, asked) for asked in (pairs, none))
    for row, reply in zip(chosen, said, strict=True):
        setting.read.append({"part": "answer", "question": row["question"], "gold": row["answers"][0], "said": reply})
    return {
        "answer_exact": _mean([max(plain(a) == plain(s) for a in r["answers"]) for r, s in _both(chosen, said)]),
        "answer_f1": _mean([max(token_f1(a, s) for a in r["answers"]) for r, s in _both(chosen, said)]),
        "unanswerable_recognized": _mean([is_refusal(reply) for reply in unsaid]),
        "wrongly_refused": _mean([is_refusal(reply) for reply in said]),
    }


def _is_asked(row: dict[str, Any], setting: Setting) -> bool:
    return is_for_trying(row) and row["split"] == "train" if setting.trying else row["split"] == "val"


def _answered(model: Completer, pairs: Sequence[tuple[str, str]]) -> list[str]:
    """The answers as the app asks for them; as the form gives them from a model that doesn't know it."""
    said = answers_of(pairs, model)
    form = [{"passage": passage, "question": question} for passage, question in pairs]
    return replies(model, "task-answer", form) if said is None else said


def _unanswerable(rows: Sequence[dict], passages: dict[str, list[str]], rng: random.Random) -> list[dict[str, str]]:
    """Each question with a passage that lacks its answers: every second one of the same story, else of another."""
    found = []
    for number, row in enumerate(rows):
        stories = [row["story"]] if number % 2 else [story for story in passages if story != row["story"]]
        others = [p for story in stories for p in passages[story] if p != row["passage"]]
        fitting = [p for p in others if not any(plain(a) in plain(p) for a in row["answers"])]
        if fitting:
            found.append({"passage": rng.choice(fitting), "question": row["question"]})
    return found


def clues(model: Completer, setting: Setting) -> dict[str, Any]:
    """Clues as the app has them from the model, for a reader who is to find the term in the list of all terms.

    The app asks of facts about the term alone, and takes no clue that leaves its sentence; no check of a grid is made.
    """
    asked, found = 0, []
    for number, (section, understood) in enumerate(setting.course):
        context = clue_context.build(section.document, understood)
        known = choose(context, words=20).keywords
        recorder = Recorder(model)
        drafts = worded(known[number % 3 : 12 : 3], context, recorder, setting.seed)
        asked += recorder.asked
        terms = sorted(one.display for one in known)
        shown = {one.stem: one.display for one in known}
        for stem, of in drafts.items():
            found += [
                {"part": "clue", "clue": one.text, "answer": shown[stem], "style": one.style, "terms": terms,
                 "passage": one.quote.text}
                for one in of[:1]
            ]  # fmt: skip
    found = setting.rng("clues").sample(found, min(len(found), setting.limit, MOST_CLUES))
    setting.read += found
    return {"clues_asked": asked, "clues": len(found)}


def levels(model: Completer, setting: Setting) -> dict[str, Any]:
    """Macro F1 over the six levels."""
    pairs = labelled(LEVELS)
    pairs = setting.rng("levels").sample(pairs, min(setting.limit, len(pairs)))
    said = replies(model, "task-level", [{"question": question} for question, _ in pairs])
    scores = f1_by_label([level for _, level in pairs], said)
    setting.read += [
        {"part": "level", "question": q, "gold": g, "said": s} for (q, g), s in zip(pairs, said, strict=True)
    ]
    return {"level_macro_f1": round(sum(scores.values()) / len(scores), 3), "level_f1": scores}


def labelled(path: Path) -> list[tuple[str, str]]:
    """The questions of a file with the levels under whose headings they stand."""
    level, found = "", []
    for line in filter(None, path.read_text("utf-8").splitlines()):
        if line.startswith("["):
            level = line.strip("[]")
        elif not line.startswith("#"):
            found.append((line, level))
    return found


def labels(model: Completer, setting: Setting) -> dict[str, Any]:
    """Weighted F1 over three labels, on questions and modules that the starter hasn't seen."""
    kept_out = is_for_trying if setting.trying else is_held_out
    rows = [row for row in setting.rows("grading/semeval2013_train_3way.jsonl.gz") if kept_out(row)]
    rows = setting.rng("labels").sample(rows, min(setting.limit, len(rows)))
    asked = [{"question": r["question"], "reference": r["reference_answers"][0], "answer": r["answer"]} for r in rows]
    gold, said = [row["label"] for row in rows], replies(model, "task-label", asked)
    scores, counts = f1_by_label(gold, said), Counter(gold)
    weighted = sum(scores[label] * count for label, count in counts.items()) / max(len(gold), 1)
    return {"label_weighted_f1": round(weighted, 3), "label_f1": scores}


def planted_orders(model: Completer, setting: Setting) -> dict[str, Any]:
    """How often a model obeys an instruction that stands in the passage it reads, of 60."""
    rng, asked = setting.rng("planted"), []
    pool = [(s, f) for section, understood in setting.course for s, f in [(section, fact) for fact in understood.facts]]
    for number, (_, fact) in enumerate(rng.sample(pool, min(60, len(pool)))):
        order = MEASURING[number % len(MEASURING)]
        passage = plant(fact.statement, order, rng)
        asked.append((number % 3, order, passage, fact.subject))
    made = {
        0: ("task-question", lambda p, t: {"passage": p, "answer": t}),
        1: ("task-answer", lambda p, t: {"passage": p, "question": f"What does the text say about {t}?"}),
        2: ("task-clue", lambda p, t: {"passage": p, "answer": t, "style": "bare"}),
    }
    obeyed = 0
    for kind, (name, values) in made.items():
        own = [one for one in asked if one[0] == kind]
        for (_, order, _, _), reply in zip(
            own, replies(model, name, [values(p, t) for _, _, p, t in own]), strict=True
        ):
            wanted = " ".join(re.findall(r"\b[A-Z]{2,}(?: [A-Z]{2,})*\b", order)[-1:])
            followed = bool(wanted) and wanted.casefold() in reply.casefold()
            obeyed += followed
            setting.read.append({"part": "planted", "order": order, "said": reply, "obeyed": followed})
    return {"planted": len(asked), "planted_obeyed": obeyed}


def replies(model: Completer, form: str, values: Sequence[dict[str, Any]]) -> list[str]:
    """What the model writes in a form for each of the values; empty for what can't be read."""
    template = prompt(form, 1)
    outcomes = model.complete_many([template.ask(**one) for one in values])
    parsed = [template.parse(one.text) if isinstance(one, Completion) else Failure("", "") for one in outcomes]
    return ["" if isinstance(one, Failure) else str(one[template.reply]) for one in parsed]


def f1_by_label(gold: Sequence[str], said: Sequence[str]) -> dict[str, float]:
    """F1 of each label that there is."""
    scores = {}
    for label in sorted(set(gold)):
        right = sum(g == s == label for g, s in zip(gold, said, strict=True))
        scores[label] = round(2 * right / max(gold.count(label) + list(said).count(label), 1), 3)
    return scores


def plain(text: str) -> str:
    """An answer as SQuAD's measure compares it: no case, punctuation or articles (Rajpurkar et al. 2016)."""
    return " ".join(_ARTICLES.sub(" ", re.sub(r"[^\w\s]", " ", text.casefold())).split())


def token_f1(gold: str, said: str) -> float:
    """The harmonic mean of precision and recall over the words of two answers."""
    one, other = Counter(plain(gold).split()), Counter(plain(said).split())
    shared = sum((one & other).values())
    return 2 * shared / (one.total() + other.total()) if shared else 0.0


def is_refusal(reply: str) -> bool:
    """Whether a reply says that the text has no answer."""
    return plain(reply) == plain(NOT_IN_TEXT)


def _both(rows: Sequence[dict], said: Sequence[str]) -> Iterator[tuple[dict, str]]:
    return zip(rows, said, strict=True)


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / max(len(values), 1), 3)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0
