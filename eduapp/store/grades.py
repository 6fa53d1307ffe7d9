"""Rubrics beside items and the grades of classes, on the library's database. Every method is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from eduapp.domain.grades import Grade, GradeSet, Ruling, after
from eduapp.domain.rubric import Criterion, Rubric
from eduapp.errors import NotFoundError, ReviewError
from eduapp.store.engine import forget, transaction
from eduapp.store.tables import GradeRow, GradeSetRow, RubricApprovalRow, RubricRow, RulingRow


class Gradebook:
    """Rubrics, classes' grades and the rulings on them. `now` is the clock."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self.engine = engine
        self._now = now

    # rubrics

    def rubrics(self, item: str) -> list[Rubric]:
        """All versions of an item's rubric, the newest last; none if it has only its own."""
        with transaction(self.engine) as connection:
            return _rubrics(connection, item)

    def add_rubric(self, item: str, criteria: Sequence[Criterion], who: str) -> Rubric:
        """The next version, a draft."""
        with transaction(self.engine, writes=True) as connection:
            last = connection.scalar(select(func.max(RubricRow.version)).where(RubricRow.item == item)) or 0
            made = Rubric(item=item, version=last + 1, criteria=tuple(criteria), who=who, made=self._now())
            row = {"item": item, "version": made.version, "made": made.made, "who": who}
            connection.execute(insert(RubricRow), row | {"body": made.model_dump_json(exclude={"approved_by"})})
            return made

    def approve_rubric(self, item: str, version: int, who: str) -> Rubric:
        """That version, approved. Raises ReviewError if it was before, NotFoundError if there is none."""
        with transaction(self.engine, writes=True) as connection:
            found = next((one for one in _rubrics(connection, item) if one.version == version), None)
            if found is None:
                raise NotFoundError(f"{item} has no rubric of version {version}.", hint="`eduapp rubric` shows it.")
            if found.approved_by:
                raise ReviewError(f"Version {version} was approved by {found.approved_by}.", where=item)
            row = {"item": item, "version": version, "who": who, "when": self._now()}
            connection.execute(insert(RubricApprovalRow), row)
            return found.model_copy(update={"approved_by": who})

    # classes

    def keep(self, made: GradeSet) -> GradeSet:
        """The set as the library holds it. One that is there keeps what persons ruled on, and its groups."""
        with transaction(self.engine, writes=True) as connection:
            body = made.model_dump_json(exclude={"made", "grades"})
            changed = connection.execute(update(GradeSetRow).where(GradeSetRow.id == made.id), {"body": body})
            if not changed.rowcount:
                connection.execute(insert(GradeSetRow), {"id": made.id, "made": self._now(), "body": body})
                rows = [_row(made.id, place, one) for place, one in enumerate(made.grades, start=1)]
                connection.execute(insert(GradeRow), rows)
            else:
                self._propose_again(connection, made)
            return _get(connection, made.id)

    @staticmethod
    def _propose_again(connection: Connection, made: GradeSet) -> None:
        ruled = set(connection.scalars(select(RulingRow.grade).where(RulingRow.set == made.id)))
        for place, grade in enumerate(made.grades, start=1):
            if grade.id not in ruled:
                at = (GradeRow.set == made.id) & (GradeRow.position == place)
                connection.execute(update(GradeRow).where(at), {"body": _row(made.id, place, grade)["body"]})

    def ids(self) -> list[str]:
        """The ids of all classes' grades, the last made last."""
        with transaction(self.engine) as connection:
            return list(connection.scalars(select(GradeSetRow.id).order_by(GradeSetRow.made, GradeSetRow.id)))

    def get(self, set_id: str) -> GradeSet:
        """The grades of a class as they stand. Raises NotFoundError."""
        with transaction(self.engine) as connection:
            return _get(connection, set_id)

    def rule(self, set_id: str, rulings: Sequence[Ruling]) -> GradeSet:
        """The set after these rulings, kept all together or not at all. Raises ReviewError for one that can't be."""
        with transaction(self.engine, writes=True) as connection:
            known = {grade.id: grade for grade in _get(connection, set_id).grades}
            for ruling in rulings:
                grade = known[ruling.grade]
                after(grade.state, ruling.act, grade.id)
                known[grade.id] = grade.model_copy(update={"rulings": (*grade.rulings, ruling)})
                row = {"set": set_id, "grade": grade.id, "number": len(grade.rulings) + 1}
                connection.execute(insert(RulingRow), row | {"body": ruling.model_dump_json()})
            return _get(connection, set_id)

    def regroup(self, set_id: str, groups: Mapping[str, str]) -> GradeSet:
        """The set with these grades, by id, in other groups."""
        with transaction(self.engine, writes=True) as connection:
            for place, grade in enumerate(_get(connection, set_id).grades, start=1):
                if grade.id in groups:
                    at = (GradeRow.set == set_id) & (GradeRow.position == place)
                    connection.execute(update(GradeRow).where(at), {"group": groups[grade.id]})
            return _get(connection, set_id)

    def delete(self, set_id: str) -> int:
        """How many answers went, with their scores and rulings. Raises NotFoundError."""
        with transaction(self.engine, writes=True) as connection:
            if not connection.execute(delete(GradeSetRow).where(GradeSetRow.id == set_id)).rowcount:
                raise _missing(set_id)
            connection.execute(delete(RulingRow).where(RulingRow.set == set_id))
            gone = connection.execute(delete(GradeRow).where(GradeRow.set == set_id)).rowcount
        forget(self.engine)
        return gone


def _rubrics(connection: Connection, item: str) -> list[Rubric]:
    approvals = select(RubricApprovalRow.version, RubricApprovalRow.who).where(RubricApprovalRow.item == item)
    by = {row.version: row.who for row in connection.execute(approvals)}
    rows = connection.execute(select(RubricRow).where(RubricRow.item == item).order_by(RubricRow.version))
    found = (Rubric.model_validate_json(row.body) for row in rows)
    return [one.model_copy(update={"approved_by": by.get(one.version, "")}) for one in found]


def _row(set_id: str, place: int, grade: Grade) -> dict[str, object]:
    body = grade.model_dump_json(exclude={"group", "rulings"})
    return {"set": set_id, "position": place, "group": grade.group, "body": body}


def _get(connection: Connection, set_id: str) -> GradeSet:
    row = connection.execute(select(GradeSetRow).where(GradeSetRow.id == set_id)).one_or_none()
    if row is None:
        raise _missing(set_id)
    rulings: dict[str, list[Ruling]] = {}
    query = select(RulingRow).where(RulingRow.set == set_id).order_by(RulingRow.grade, RulingRow.number)
    for one in connection.execute(query):
        rulings.setdefault(one.grade, []).append(Ruling.model_validate_json(one.body))
    grades = connection.execute(select(GradeRow).where(GradeRow.set == set_id).order_by(GradeRow.position))
    found = []
    for one in grades:
        grade = Grade.model_validate_json(one.body)
        found.append(grade.model_copy(update={"group": one.group, "rulings": tuple(rulings.get(grade.id, ()))}))
    return GradeSet.model_validate_json(row.body).model_copy(update={"made": row.made, "grades": tuple(found)})


def _missing(set_id: str) -> NotFoundError:
    return NotFoundError(f"There are no grades {set_id!r}.", hint="`eduapp grades` lists them.", where=set_id)
