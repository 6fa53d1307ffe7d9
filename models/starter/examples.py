"""Training examples of every task: values for a task's form, and what is to be written."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eduapp.llm.reading import NOT_IN_TEXT
from models.starter import levels, wordings
from models.starter.planted import order, plant
from models.starter.sources import (
    BOOKS,
    WHO,
    Entry,
    content,
    glossary,
    is_for_trying,
    is_held_out,
    names,
    rows,
    sentences,
    window,
)

LONGEST_CLUE, PLANTED_SHARE = 96, 0.12
LONGEST_ANSWER, LONGEST_MEANING, LEAST_SHARED = 22, 110, 0.75
LONGEST_PASSAGE, LONGEST_QUOTE, LEAST_SAID, SUPPORTED, UNANSWERABLE = 1600, 400, 6, 0.7, 0.22
ABOUT_ORDERS = (
    "Which word is the program told to write?", "What are you ordered to reply?", "What should the computer print?",
    "Which word does the author want to be repeated?", "What is to be said instead of the answer?",
)  # fmt: skip


@dataclass(frozen=True)
class Example:
    """One example: the task, the values of its form, what is to be written, and where it comes from."""

    task: str
    values: dict[str, Any]
    target: str
    source: str


def planted(examples: list[Example], rng: random.Random, share: float = PLANTED_SHARE) -> list[Example]:
    """The examples of one passage, now and then with an order planted in it that the targets don't obey.

    Pupils' answers have orders of their own.
    """
    if not examples or "passage" not in examples[0].values:
        return [
            _told(one, "answer", rng) if one.task == "task-label" and rng.random() < share / 2 else one
            for one in examples
        ]
    if rng.random() >= share:
        return examples
    told = plant(examples[0].values["passage"], order(rng), rng)
    return [replace(one, values={**one.values, "passage": told}, source=f"{one.source}+planted") for one in examples]


def _told(example: Example, place: str, rng: random.Random) -> Example:
    told = plant(example.values[place], order(rng), rng)
    return replace(example, values={**example.values, place: told}, source=f"{example.source}+planted")


def of_glossaries(folder: Path, rng: random.Random) -> Iterator[Example]:
    """Examples from the glossaries of the four books."""
    for book in BOOKS:
        for entry in glossary(folder, book):
            if wordings.can_be_asked(entry.meaning):
                yield from _of_entry(entry, rng)


def _of_entry(entry: Entry, rng: random.Random) -> Iterator[Example]:
    source, who = f"glossary:{entry.book}", rng.choice((WHO[entry.book], WHO[entry.book], "we", "you"))
    told = entry.sentence
    if _share(entry.meaning, told) < LEAST_SHARED:
        told = wordings.explained(entry.term, entry.meaning, rng)
    question = wordings.for_term(entry.meaning, who, rng)
    yield Example("task-question", {"passage": told, "answer": _as_in(told, entry.term)}, question, source)
    if told != entry.sentence and len(entry.meaning) <= LONGEST_MEANING and rng.random() < 0.5:
        asked, answer = wordings.for_meaning(entry.term, entry.meaning, rng), wordings.lower_first(entry.meaning)
        yield Example("task-question", {"passage": told, "answer": answer}, asked, source)
    for style, clue in wordings.clues(entry.term, entry.meaning).items():
        if len(clue) <= LONGEST_CLUE:
            answer = {"passage": told, "answer": _as_in(told, entry.term), "style": style}
            yield Example("task-clue", answer, clue, source)
    yield from _mentions(entry, source)
    if told != entry.sentence and rng.random() < 0.3:
        asked = f"What does the text say about {wordings.named(entry.term, entry.meaning)}?"
        yield Example("task-answer", {"passage": told, "question": asked}, wordings.lower_first(entry.meaning), source)
    yield Example("task-definition", {"passage": told, "term": entry.term}, entry.meaning, source)
    other = wordings.for_term(entry.meaning, who, rng)
    if other != question:
        yield Example("task-paraphrase", {"question": question}, other, source)
    if len(entry.others) >= 3:
        chosen = "; ".join(rng.sample(entry.others, 3))
        yield Example("task-distractors", {"question": question, "answer": entry.term}, chosen, source)
    yield from _read(entry, question, rng)


def _mentions(entry: Entry, source: str) -> Iterator[Example]:
    """Clues from sentences that say something of the term without explaining it."""
    for sentence in sentences(entry.paragraph):
        if names(sentence, entry.term) and len(sentence) <= LONGEST_QUOTE:
            term = _as_in(sentence, entry.term)
            made = {
                "copular": wordings.gap(sentence, term, LONGEST_CLUE),
                "free": wordings.subject_clue(sentence, term, LONGEST_CLUE),
            }
            for style, clue in made.items():
                if len(content(clue)) >= LEAST_SAID:
                    yield Example("task-clue", {"passage": sentence, "answer": term, "style": style}, clue, source)


def _share(meaning: str, sentence: str) -> float:
    said = content(meaning)
    return len(said & content(sentence)) / max(len(said), 1)


def _read(entry: Entry, question: str, rng: random.Random) -> Iterator[Example]:
    """The question answered from its paragraph, and asked of another."""
    source = f"glossary:{entry.book}"
    if entry.paragraph:
        shown = window(entry.paragraph, entry.sentence, rng.choice((30, 60, 90)))
        values = {"passage": shown, "question": question}
        yield Example("task-answer", values, _as_in(shown, entry.term), source)
        asked = wordings.for_meaning(entry.term, entry.meaning, rng)
        if wordings.lower_first(entry.meaning).casefold() in shown.casefold():
            values = {"passage": shown, "question": asked}
            yield Example("task-answer", values, wordings.lower_first(entry.meaning), source)
    if entry.elsewhere and rng.random() < 0.4:
        shown = window(rng.choice(entry.elsewhere), question, rng.choice((30, 60, 90)))
        asked = question if rng.random() < 0.7 else wordings.for_meaning(entry.term, entry.meaning, rng)
        if len(content(entry.meaning) & content(shown)) <= len(content(entry.meaning)) / 2:
            yield Example("task-answer", {"passage": shown, "question": asked}, NOT_IN_TEXT, source)


def _as_in(text: str, term: str) -> str:
    """The term as the text writes it."""
    found = re.search(rf"(?<!\w){re.escape(term)}(?:e?s)?(?!\w)", text, re.IGNORECASE)
    return found.group() if found else term


def of_stories(folder: Path, rng: random.Random) -> Iterator[Example]:
    """Examples from FairytaleQA's training split: a passage's explicit questions, and some that it can't answer."""
    passages: dict[str, list[tuple[str, str]]] = {}
    story: dict[str, str] = {}
    for row in rows(folder / "questions" / "fairytaleqa.jsonl.gz"):
        if row["split"] == "train" and row["explicit"] == "explicit" and not is_for_trying(row):
            passage, question = " ".join(row["passage"].split()), " ".join(row["question"].split())
            answer = " ".join(row["answers"][0].split()).rstrip(" .")
            passages.setdefault(passage, []).append((question, answer))
            story[passage] = row["story"]
    by_story: dict[str, list[tuple[str, str]]] = {}
    for passage, asked in passages.items():
        by_story.setdefault(story[passage], []).extend(asked)
    everything = [pair for asked in passages.values() for pair in asked]
    for passage, asked in passages.items():
        fitting = [(q, a) for q, a in asked if len(a.split()) <= LONGEST_ANSWER and _supported(a, passage)]
        if not fitting:
            continue
        whole = len(passage) <= LONGEST_PASSAGE and rng.random() < 0.75
        shown = passage if whole else window(passage, rng.choice(fitting)[1], rng.choice((30, 50, 80, 120)))
        for question, answer in fitting:
            if _supported(answer, shown):
                yield Example("task-answer", {"passage": shown, "question": question}, answer, "stories")
                yield from _asked(question, answer, shown, rng)
        for _ in fitting:
            if rng.random() < UNANSWERABLE:
                question, answer = rng.choice(by_story[story[passage]] if rng.random() < 0.6 else everything)
                if _share(answer, passage) < 0.5 and answer.casefold() not in passage.casefold():
                    yield Example("task-answer", {"passage": shown, "question": question}, NOT_IN_TEXT, "stories")


def _supported(answer: str, passage: str) -> bool:
    """Whether a passage has an answer, or nearly all of its words."""
    return answer.casefold() in passage.casefold() or (bool(content(answer)) and _share(answer, passage) >= SUPPORTED)


def _asked(question: str, answer: str, shown: str, rng: random.Random) -> Iterator[Example]:
    """The question to be written for its answer and the sentence around it, if it can be understood alone."""
    near = window(shown, answer, 14)
    told = answer.casefold() in near.casefold() and _stands_alone(question)
    if (
        told
        and len(content(question) & content(near)) >= 2
        and rng.random() < (1.0 if question.startswith("Why") else 0.5)
    ):
        yield Example("task-question", {"passage": near, "answer": answer}, question, "stories")


def _stands_alone(question: str) -> bool:
    return not re.search(r"\b(?:he|she|it|they|him|them|his|their|this|these)\b", question, re.IGNORECASE)


def of_grading(folder: Path, rng: random.Random) -> Iterator[Example]:
    """Labels of pupils' answers, without the questions and modules held out, as often as the set has them."""
    for row in rows(folder / "grading" / "semeval2013_train_3way.jsonl.gz"):
        if is_held_out(row) or is_for_trying(row):
            continue
        reference = row["reference_answers"][0] if rng.random() < 0.7 else rng.choice(row["reference_answers"][:3])
        values = {"question": row["question"], "reference": reference, "answer": row["answer"]}
        yield Example("task-label", values, row["label"], "grading")
        if row["label"] != "correct" and rng.random() < 0.03 and (said := _gap(reference, row["answer"])):
            values = {"question": row["question"], "key": reference, "answer": row["answer"]}
            yield Example("task-feedback", values, rng.choice(said), "grading")


def _gap(reference: str, answer: str) -> tuple[str, ...]:
    """Feedback that names what the answer shares with the reference, and asks for the rest without telling it."""
    shared = [w for w in re.findall(r"[a-z]{4,}", answer.casefold()) if w[:6] in content(reference)]
    if not shared:
        return ()
    word = shared[0]
    return (
        f"You are right to mention the {word}, but your answer leaves out what matters most; read that part again.",
        f"The {word} does belong to the answer; now look in the text for what it does there.",
        f"Good start with the {word}: say also how or why, as the text tells it.",
    )


def of_rules(files: Iterable[Path], rng: random.Random) -> Iterator[Example]:
    """Examples from what the app's rules made of the four books (see `rules.py`)."""
    for file in files:
        for line in file.read_text("utf-8").splitlines():
            yield from _of_rule(json.loads(line), rng)


def _of_rule(row: dict[str, Any], rng: random.Random) -> Iterator[Example]:
    source = f"rules:{row['book']}"
    if row["task"] == "clue":
        style = "copular" if "_____" in row["clue"] else row["style"]
        values = {"passage": row["quote"], "answer": row["answer"], "style": style}
        if not re.search(r"\d.*20XX|^What ", row["clue"]):
            yield Example("task-clue", values, row["clue"], source)
        return
    if row["kind"] == "extended_text":
        if rng.random() < 0.005:
            yield Example("task-level", {"question": row["stem"]}, row["level"], source)
        return
    naming = row["rule"].partition(".")[2]
    if naming == "other-name" or (naming == "stands-for" and rng.random() < 0.8):
        return
    weak = row["stem"].startswith(("Which of", "According", "What are ")) or "the following" in row["stem"]
    if row["stem"].endswith("?") and not weak:
        values = {"passage": row["statement"], "answer": row["answer"]}
        yield Example("task-question", values, wordings.for_year(row["stem"], rng), source)
        yield Example("task-answer", {"passage": row["statement"], "question": row["stem"]}, row["answer"], source)
        for style, clue in wordings.clue_of_question(row["stem"]).items():
            if len(clue) <= LONGEST_CLUE and len(row["answer"].split()) <= 3:
                yield Example("task-clue", {**values, "style": style}, clue, source)
    if len(row["distractors"]) >= 3:
        values = {"question": row["stem"], "answer": row["answer"]}
        yield Example("task-distractors", values, "; ".join(row["distractors"][:3]), source)


def of_levels(folder: Path, count: int, rng: random.Random) -> Iterator[Example]:
    """Questions with their levels, put together from frames and the books' own terms."""
    terms = [entry.term for book in BOOKS for entry in glossary(folder, book)]
    for _, (question, level) in zip(range(count), levels.questions(terms, rng), strict=False):
        yield Example("task-level", {"question": question}, level, "levels")


def of_orders(folder: Path, rng: random.Random, count: int = 40) -> Iterator[Example]:
    """Passages with an order in them that is asked about or given as the question: it is no part of the text."""
    entries = [
        one for book in BOOKS for one in glossary(folder, book) if one.sentence and len(one.sentence) <= LONGEST_QUOTE
    ]
    for entry in rng.sample(entries, min(count, len(entries))):
        told = order(rng)
        values = {"passage": entry.sentence, "question": told}
        yield Example("task-answer", values, NOT_IN_TEXT, "orders")
        asked = rng.choice(ABOUT_ORDERS)
        values = {"passage": plant(entry.sentence, told, rng), "question": asked}
        yield Example("task-answer", values, NOT_IN_TEXT, "orders")


def written(folder: Path) -> Iterator[Example]:
    """The examples written by hand for this model: a file a task, columns parted by bars, the last one the target.

    A row of facts.tsv makes a question, its answer and a clue, whose answer stands after ">>" if it is another.
    """
    for file in sorted(folder.glob("*.tsv")):
        header, *lines = file.read_text("utf-8").splitlines()
        fields = header.split(" | ")
        for line in filter(None, lines):
            row = dict(zip(fields, (part.strip() for part in line.split(" | ")), strict=True))
            if file.stem == "facts":
                yield from _of_fact(row)
            else:
                values = {key: row[key] for key in fields[2:-1]}
                yield Example(f"task-{file.stem}", values, row[fields[-1]], "written")

    yield from _several((folder / "several.txt").read_text("utf-8").splitlines())


def _several(lines: Iterable[str]) -> Iterator[Example]:
    """Questions, their answers and clues that one passage gives: a passage's lines come after it."""
    passage = ""
    for mark, _, rest in (line.partition(" ") for line in lines):
        parts = [part.strip() for part in rest.split(" | ")]
        if mark == "T":
            passage = rest.strip()
        elif mark == "Q":
            answer, question = parts
            yield Example("task-question", {"passage": passage, "answer": answer}, question, "written")
            yield Example("task-answer", {"passage": passage, "question": question}, answer, "written")
        elif mark == "C":
            style, answer, clue = parts
            values = {"passage": passage, "answer": _as_in(passage, answer), "style": style}
            yield Example("task-clue", values, clue, "written")


def _of_fact(row: dict[str, str]) -> Iterator[Example]:
    passage, answer, question = row["passage"], row["answer"], row["question"]
    clue, _, other = (part.strip() for part in row["clue"].partition(">>"))
    yield Example("task-question", {"passage": passage, "answer": answer}, question, "written")
    yield Example("task-answer", {"passage": passage, "question": question}, answer, "written")
    values = {"passage": passage, "answer": _as_in(passage, other or answer), "style": row["style"]}
    yield Example("task-clue", values, clue, "written")
