"""The grading room of a library: rubrics beside items, the grades of classes, and what persons rule on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eduapp.domain.base import content_id
from eduapp.domain.grades import Act, Grade, GradeSet, Ruling, queue
from eduapp.domain.item import Item
from eduapp.domain.key import Key
from eduapp.domain.response import Label, Response
from eduapp.domain.rubric import Criterion, Rubric
from eduapp.errors import InputError, NotFoundError, ReviewError
from eduapp.library.jobs import Jobs
from eduapp.library.names import LATEST, find, is_name
from eduapp.library.sources import NO_MODEL, Progress

if TYPE_CHECKING:
    from eduapp.export import ExportReport
    from eduapp.llm import Runtime


class Grades(Jobs):
    """The part of a library that grades answers."""

    # rubrics

    def rubric(self, item: Item | str) -> Rubric | None:
        """The newest version of an item's rubric: one that stands beside it, else its own; None if it has neither."""
        found = self.item(item)
        versions = self._store.grades.rubrics(found.id)
        return versions[-1] if versions else _own(found)

    def rubrics(self, item: Item | str) -> list[Rubric]:
        """All versions of an item's rubric, the newest last."""
        found = self.item(item)
        own = _own(found)
        return [*([own] if own else []), *self._store.grades.rubrics(found.id)]

    def draft_rubric(self, item: Item | str) -> Rubric:
        """A new version, drafted from the item's key and facts. Raises InputError for an item that needs none."""
        from eduapp.grading.drafting import draft

        found = self.item(item)
        facts = self.understanding(found.evidence[0].source).facts
        return self._store.grades.add_rubric(found.id, draft(found, facts), "")

    def edit_rubric(
        self, item: Item | str, criteria: Sequence[Criterion | Mapping[str, Any]], who: str | None = None
    ) -> Rubric:
        """A new version with these criteria: a draft again. Raises InputError for what a rubric can't be."""
        from eduapp.grading.keys import criteria_of

        found = self.item(item)
        return self._store.grades.add_rubric(found.id, criteria_of(criteria), who or self._settings.reviewer)

    def approve_rubric(self, item: Item | str, version: int | None = None, who: str | None = None) -> Rubric:
        """A version of the rubric, by default the newest, approved by a person."""
        found = self.item(item)
        newest = self.rubric(found)
        if newest is None:
            raise NotFoundError(f"{found.id} has no rubric.", hint=f"Make one: eduapp rubric {found.id} --draft")
        chosen = newest.version if version is None else version
        if chosen == 0:
            raise ReviewError(
                "That is the item's own rubric, which is approved with the item.",
                hint=f"eduapp review --approve {found.id}",
            )
        return self._store.grades.approve_rubric(found.id, chosen, who or self._settings.reviewer)

    def key(self, item: Item | str) -> Key:
        """What an item's answers are graded against: the newest approved rubric beside it, else its approved key.

        Raises ReviewError where neither is approved.
        """
        from eduapp.grading import approved_key

        found = self.item(item)
        signed = [one for one in self._store.grades.rubrics(found.id) if one.approved_by]
        if signed:
            return Key.of(found).with_rubric(signed[-1].criteria, signed[-1].version)
        return approved_key(found)

    # grades

    def grade(
        self,
        responses: str | Path | Iterable[Response],
        *,
        item: Item | str | None = None,
        key: str | Path | Key | Sequence[Key] | None = None,
        hint_only: bool = False,
        attempts_left: int | None = None,
        title: str = "",
        model: str | Runtime | None = NO_MODEL,
        progress: Progress | None = None,
    ) -> GradeSet:
        """Drafts of grades for a class's answers, kept in the library.

        `responses` is a CSV file or the answers themselves; they are graded by an approved item or by a `key` of one's
        own (a YAML file, or keys). `attempts_left` tells the pupils that they may try again so often. A `model` judges
        answers by criterion if it is good enough for that; none does by default. The same call gives the same set, and
        what persons ruled on stays. Raises InputError, ReviewError for a key that isn't approved.
        """
        from eduapp.grading import graded_set, keys_of, read_responses

        keys = keys_of(key) if key is not None else (self.key(item),) if item is not None else ()
        answers, name = read_responses(responses, keys)
        judge = None if model == NO_MODEL else self.model(model, progress=progress)
        options = {"hint_only": hint_only, "attempts_left": attempts_left, "judge": judge, "progress": progress}
        made = graded_set(answers, keys, **options)
        told = [one.model_dump(mode="json") for one in (*keys, *answers)]
        new_id = content_id("class", told, hint_only, attempts_left, made.judge)
        return self._store.grades.keep(made.model_copy(update={"id": new_id, "title": title or name}))

    def grade_sets(self) -> list[GradeSet]:
        """The grades of all classes, the last made last."""
        return [self._store.grades.get(one) for one in self._store.grades.ids()]

    def grades(self, which: GradeSet | str = LATEST) -> GradeSet:
        """The grades of a class as they stand."""
        if isinstance(which, GradeSet):
            return self._store.grades.get(which.id)
        is_name(which, "class")
        return self._store.grades.get(find(which, self._store.grades.ids(), "class"))

    def grade_queue(self, which: GradeSet | str = LATEST) -> list[Grade]:
        """The drafts of a class, least certain first."""
        return queue(self.grades(which).grades)

    def rule(
        self,
        which: GradeSet | str,
        grades: str | Sequence[str],
        act: Act | str = Act.APPROVE,
        *,
        label: Label | str | None = None,
        points: float | None = None,
        words: str = "",
        who: str | None = None,
    ) -> GradeSet:
        """The class's grades after a ruling on some of them: by their ids ("a3"), by an answer group, or "certain".

        A change needs `label` or `points`, a comment `words`. A group is settled in one ruling; those of it that are
        approved already stay as they are. "certain" means every draft that isn't unsure. Raises InputError,
        ReviewError.
        """
        from eduapp.grading.ruling import chosen, rulings

        found = self.grades(which)
        picked, group = chosen(found, [grades] if isinstance(grades, str) else grades)
        signed = {"who": who or self._settings.reviewer, "when": datetime.now(UTC), "group": group}
        made: list[Ruling] = rulings(found, picked, act, label=label, points=points, words=words, **signed)
        return self._store.grades.rule(found.id, made)

    def regroup(self, which: GradeSet | str, grades: Sequence[str], group: str) -> GradeSet:
        """The class's grades with these, by id or group, moved into a group; a new name makes a new group."""
        from eduapp.grading.ruling import chosen

        found = self.grades(which)
        if not group.strip():
            raise InputError("A group needs a name.")
        picked, _ = chosen(found, list(grades))
        return self._store.grades.regroup(found.id, {one.id: group.strip() for one in picked})

    def delete_grades(self, which: GradeSet | str) -> int:
        """How many answers went: a class's answers, scores, feedback and rulings leave the library for good."""
        return self._store.grades.delete(self.grades(which).id)

    def export_grades(self, which: GradeSet | str, path: str | Path, include: str = "approved") -> ExportReport:
        """Write a class's approved grades, or "all", as .csv (gradebook), .pdf (a sheet a pupil) or .json.

        Drafts say that they are drafts. Raises ExportError if none is approved, or the file can't be written.
        """
        from eduapp.export.gradebook import write

        return write(self.grades(which), path, include)


def _own(item: Item) -> Rubric | None:
    if not item.rubric:
        return None
    decisions = [one for one in item.review.decisions if one.revision == item.revision]
    by = decisions[-1].who if decisions and item.review.state.value == "approved" else ""
    return Rubric(item=item.id, version=0, criteria=item.rubric, approved_by=by)
