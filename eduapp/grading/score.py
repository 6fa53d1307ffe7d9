"""From responses to drafts of grades: which layer decides, with feedback. A person signs them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from eduapp.domain.grades import Grade, GradeSet
from eduapp.domain.item import ItemKind
from eduapp.domain.key import Key
from eduapp.domain.response import Graded, Label, Layer, Response, Score
from eduapp.errors import InputError, ModelError
from eduapp.grading import exact, features, feedback, fitted, misconceptions, readers, rubric, topic
from eduapp.grading.address import without_address
from eduapp.grading.groups import grouped
from eduapp.grading.judge import is_able, judged
from eduapp.grading.words import is_denial, is_stop, stem, tokens

if TYPE_CHECKING:
    from eduapp.llm import Runtime

Progress = Callable[[str, int, int], None]

TEXT_LIMIT = 20_000
"""Characters of an answer that are read; nobody writes more by hand in a lesson."""


def score_answer(
    key: Key, answer: str, judge: Runtime | None = None, several: Sequence[readers.Reader] | None = None
) -> Score:
    """The score that is proposed for one answer: by the exact layer, else the rubric, else the fitted scorer.

    Where a `judge` is given that is large enough, it reads what the exact layer can't tell, and what the others found
    is weighed in; one with a grading form of its own is a reader of the fitted scorer (`several`, if there are some
    already).

    Sentences that speak to the marker aren't scored; the note quotes them.
    """
    read = without_address(answer[:TEXT_LIMIT], _stems(key))
    found = exact.score(key, read.text)
    if found is None:
        several = _readers(fitted.load(), judge) if several is None else several
        found = rubric.score(key, read.text) if key.rubric else _by_fit(key, read.text, several)
        found = _on_topic(key, read.text, found)
        if judge is not None and is_able(judge):
            found = judged(judge, key, read.text, found)
    if read.left_out:
        told = f"The answer speaks to the marker, which was not scored: “{' '.join(read.left_out)[:200]}”"
        found = found.model_copy(update={"note": f"{found.note} {told}".strip()})
    return found


def _stems(key: Key) -> frozenset[str]:
    points = (point for criterion in key.rubric for point in (criterion.text, *criterion.key_points))
    said = (key.stem, *key.key, *(choice.text for choice in key.choices), *points)
    return frozenset(stem(word) for text in said for word in tokens(text) if not is_stop(word))


def _on_topic(key: Key, answer: str, found: Score) -> Score:
    """The score, with "off topic" in the place of "incorrect" for an answer about something else."""
    if found.label is not Label.INCORRECT or found.layer is Layer.EXACT or key.kind is not ItemKind.EXTENDED_TEXT:
        return found
    asked = features.question(key.stem, key.key)
    if not topic.is_off(asked, features.answer_text(asked, answer)):
        return found
    note = "It shares no word that matters with the question and the key."
    return found.model_copy(
        update={"label": Label.OFF_TOPIC, "unsure": True, "note": f"{found.note} {note}".strip()}
    )  # fmt: skip


def _readers(model: fitted.Fitted, judge: Runtime | None) -> tuple[readers.Reader, ...]:
    """What reads answers beside the features: a model with a form for it, if the scorer was fitted with one."""
    if judge is None or not readers.reads(judge):
        return ()
    reader = readers.Starter(judge)
    return (reader,) if reader.name in model.blends else ()


def _takes_part(judge: Runtime) -> bool:
    """Whether a model has a part in scoring: as a judge, or by a grading form that the scorer was fitted with."""
    return is_able(judge) or bool(_readers(fitted.load(), judge))


def no_part(judge: Runtime | None) -> str:
    """Why a model has no part in scoring, for the person who named it; an empty string if it has one, or for none."""
    if judge is None or _takes_part(judge):
        return ""
    if readers.reads(judge):
        return f"The scorer has no weights for {judge.name} as it is trained now, so {judge.name} took no part."
    return f"{judge.name} is too small to judge answers, so it took no part. Models of 3B parameters or more do."


def _by_fit(key: Key, answer: str, several: Sequence[readers.Reader]) -> Score:
    if key.kind is ItemKind.TEXT_ENTRY and (near := _misspelled(key, answer)):
        return Score(
            label=Label.CORRECT, points=key.points, of=key.points, confidence=0.8, layer=Layer.EXACT, unsure=True,
            note=f"It may be a misspelling of {near!r}.",
        )  # fmt: skip
    if misconceptions.told(key, answer):
        return Score(
            label=Label.INCORRECT, points=0, of=key.points, confidence=0.9, layer=Layer.EXACT,
            note="It is a wrong answer that the key knows.",
        )  # fmt: skip
    if topic.gives_up(answer):
        return Score(
            label=Label.BLANK, points=0, of=key.points, confidence=1.0, layer=Layer.EXACT,
            note="It says that the pupil doesn't know.",
        )  # fmt: skip
    guess, failed = _guess(key, answer, several)
    short = key.kind is ItemKind.TEXT_ENTRY  # a word or two can hardly contradict
    denied = short and any(is_denial(answer) and not is_denial(one) for one in key.key)
    label = Label.INCORRECT if denied or (short and guess.label is Label.CONTRADICTORY) else guess.label
    return Score(
        label=label,
        points=key.points if label is Label.CORRECT else 0.0,
        of=key.points,
        confidence=round(min(guess.confidence, 1 - guess.probabilities[0] if denied else 1.0), 4),
        layer=Layer.FITTED,
        unsure=guess.unsure or short,
        probabilities={label: round(p, 4) for label, p in zip(fitted.LABELS, guess.probabilities, strict=True)},
        note=" ".join(one for one in (_beside_list(label) if short else "", failed) if one),
    )


def _beside_list(label: Label) -> str:
    if label is Label.CORRECT:
        return "It isn't worded as an accepted answer; it may mean the same."
    return "It is none of the accepted answers."


def _guess(key: Key, answer: str, several: Sequence[readers.Reader]) -> tuple[fitted.Guess, str]:
    """What the fitted scorer makes of an answer, and why a language model that was asked had no part in it."""
    model = fitted.load()
    try:
        return fitted.guess(key.stem, key.key, [answer], model, several)[0], ""
    except ModelError as error:
        found = fitted.guess(key.stem, key.key, [answer], model)[0]
        return found, f"The model could not read it: {error.message}"


def _misspelled(key: Key, answer: str) -> str:
    """The accepted answer that an answer is one slip away from, of five letters or more; or an empty string."""
    given = exact.normal(answer)
    near = (one for one in key.key if len(one) >= 5 and OSA.distance(given, exact.normal(one), score_cutoff=1) <= 1)
    return next(near, "")


def graded_set(
    responses: Sequence[Response], keys: Sequence[Key], *, hint_only: bool = False, attempts_left: int | None = None,
    judge: Runtime | None = None, progress: Progress | None = None,
) -> GradeSet:  # fmt: skip
    """Drafts of grades for a class, in answer groups; `judge` is used if it is able to. Its id and title are empty.

    Raises InputError for no keys or answers, or a response to an item that has no key.
    """
    if not keys:
        raise InputError("There is nothing to grade by.", hint="Name an approved item, or a key file.")
    if not responses:
        raise InputError("There are no answers to grade.")
    if attempts_left is not None and attempts_left < 0:
        raise InputError("Fewer attempts than none can't be left.")
    able = judge if judge is not None and _takes_part(judge) else None
    options = {"hint_only": hint_only, "attempts_left": attempts_left, "judge": able, "progress": progress}
    graded = grade(responses, keys, **options)
    named = [
        Grade(id=f"a{number}", response=one.response, score=one.score, feedback=one.feedback)
        for number, one in enumerate(graded, start=1)
    ]
    told = {"hint_only": hint_only, "attempts_left": attempts_left, "judge": able.name if able else ""}
    return GradeSet(id="", title="", keys=tuple(keys), grades=tuple(grouped(named, keys)), **told)


def grade(
    responses: Iterable[Response], keys: Sequence[Key], *, hint_only: bool = False, attempts_left: int | None = None,
    judge: Runtime | None = None, progress: Progress | None = None,
) -> list[Graded]:  # fmt: skip
    """Each response with its score and feedback, in the order given; the same answer gets the same score.

    Raises InputError for a response to an item that has no key.
    """
    responses, known = list(responses), {key.id: key for key in keys}
    made: dict[tuple[str, str], Graded] = {}
    writer, found = judge if judge is not None and is_able(judge) else None, []
    several = _readers(fitted.load(), judge)
    _read_ahead(several, responses, known, progress)
    for number, response in enumerate(responses, start=1):
        key = _key_of(response, known)
        place = (key.id, response.answer)
        if place not in made:
            scored = score_answer(key, response.answer, judge, several)
            told = {"hint_only": hint_only, "attempts_left": attempts_left, "model": writer}
            words = feedback.write(key, response.answer, scored, **told)
            made[place] = Graded(response=response, score=scored, feedback=words)
        found.append(made[place].model_copy(update={"response": response}))
        if progress:
            progress("grading", number, len(responses))
    return found


def _read_ahead(
    several: Sequence[readers.Reader], responses: Sequence[Response], known: Mapping[str, Key],
    progress: Progress | None,
) -> None:  # fmt: skip
    """Lets the readers see many answers to a question at a time, which costs far less; they remember what they read."""
    texts: dict[str, dict[str, None]] = {}
    for response in responses if several else ():
        key = _key_of(response, known)
        text = without_address(response.answer[:TEXT_LIMIT], _stems(key)).text
        if not key.rubric and exact.score(key, text) is None:
            texts.setdefault(key.id, {})[text] = None
    done, total = 0, sum(map(len, texts.values()))
    for name, answers in texts.items():
        for start in range(0, len(answers), readers.TOGETHER):
            part = tuple(islice(answers, start, start + readers.TOGETHER))
            with suppress(ModelError):  # told where the answer is scored
                fitted.guess(known[name].stem, known[name].key, part, readers=several)
            done += len(part)
            if progress:
                progress("reading", done, total)


def _key_of(response: Response, known: Mapping[str, Key]) -> Key:
    if response.item in known:
        return known[response.item]
    listed = ", ".join(list(known)[:8])
    raise InputError(f"There is no key for the item {response.item!r}.", hint=f"There are keys for: {listed}.")
