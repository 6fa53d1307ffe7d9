"""The tables, as the newest migration leaves them. Bodies are the domain's own JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, ForeignKeyConstraint, Index, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Moment(TypeDecorator):
    """A time with its zone, kept as ISO 8601 text: the same on every database, and sorted as it is."""

    impl = String()
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        return value.isoformat(timespec="microseconds") if value else None

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:
        return datetime.fromisoformat(value) if value else None


class Base(DeclarativeBase):
    """What all tables share."""

    type_annotation_map = {str: String(), datetime: Moment, dict: JSON, list: JSON}  # noqa: RUF012


class SourceRow(Base):
    """A course file that was read, with its Document."""

    __tablename__ = "sources"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    media_type: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    added: Mapped[datetime]
    body: Mapped[str]


class UnderstandingRow(Base):
    """What one version of the language pipeline understood of a source."""

    __tablename__ = "understandings"
    source: Mapped[str] = mapped_column(ForeignKey("sources.id"), primary_key=True)
    pipeline: Mapped[str] = mapped_column(primary_key=True)
    made: Mapped[datetime]
    body: Mapped[str]


class SetRow(Base):
    """A generation: what was asked for, and what became of it as a whole."""

    __tablename__ = "sets"
    id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(ForeignKey("sources.id"), index=True)
    title: Mapped[str]
    blueprint: Mapped[str]
    model: Mapped[str]
    seed: Mapped[int] = mapped_column(BigInteger)
    made: Mapped[datetime]
    missing: Mapped[list]
    report: Mapped[dict]
    crossword: Mapped[dict | None] = mapped_column(JSON, nullable=False)
    language: Mapped[str]
    plan: Mapped[dict | None] = mapped_column(JSON, nullable=False)
    brief: Mapped[dict]
    seats: Mapped[list]
    replaced: Mapped[dict]


class ItemRow(Base):
    """An item's identity; what it says stands in its revisions."""

    __tablename__ = "items"
    id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(ForeignKey("sources.id"), index=True)


class MemberRow(Base):
    """An item's place in a set. The same item can be in several sets."""

    __tablename__ = "members"
    set: Mapped[str] = mapped_column(ForeignKey("sets.id"), primary_key=True)
    item: Mapped[str] = mapped_column(ForeignKey("items.id"), primary_key=True, index=True)
    position: Mapped[int]
    __table_args__ = (Index("ix_members_place", "set", "position"),)


class RevisionRow(Base):
    """One state of an item's content; never changed. `who` edited it, and is empty where the app made it."""

    __tablename__ = "revisions"
    item: Mapped[str] = mapped_column(ForeignKey("items.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    made: Mapped[datetime]
    who: Mapped[str]
    body: Mapped[str]


class DecisionRow(Base):
    """One decision on one revision; never changed. `number` counts an item's decisions from 1."""

    __tablename__ = "decisions"
    item: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int]
    verdict: Mapped[str]
    who: Mapped[str]
    when: Mapped[datetime]
    why: Mapped[str]
    policy: Mapped[str]
    restores: Mapped[int]
    __table_args__ = (ForeignKeyConstraint(["item", "revision"], ["revisions.item", "revisions.revision"]),)


class StandingRow(Base):
    """How an item stands now, so that many can be looked through at once; told anew from its revisions and decisions.

    `failed` has the name of each check that it failed on a line of its own, with a line break before and after; `words`
    is the stem and the key in lower case.
    """

    __tablename__ = "standings"
    item: Mapped[str] = mapped_column(ForeignKey("items.id"), primary_key=True)
    source: Mapped[str] = mapped_column(ForeignKey("sources.id"), index=True)
    revision: Mapped[int]
    decisions: Mapped[int]
    state: Mapped[str]
    level: Mapped[str]
    kind: Mapped[str]
    checked: Mapped[int]
    failed: Mapped[str]
    stem: Mapped[str]
    words: Mapped[str]


class JobRow(Base):
    """A piece of long work. Who works on it changes the row; nothing else in the library depends on it."""

    __tablename__ = "jobs"
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[str]
    asked: Mapped[dict]
    by: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    stage: Mapped[str]
    done: Mapped[int] = mapped_column(BigInteger)
    total: Mapped[int] = mapped_column(BigInteger)
    seconds: Mapped[dict]
    source: Mapped[str]
    set: Mapped[str]
    result: Mapped[dict]
    message: Mapped[str]
    hint: Mapped[str]
    cancelling: Mapped[bool]
    made: Mapped[datetime] = mapped_column(index=True)
    started: Mapped[datetime | None]
    beat: Mapped[datetime | None]
    ended: Mapped[datetime | None]


class DeletionRow(Base):
    """That a source was deleted, and how much went with it. While that is `under_way`, its history may be deleted."""

    __tablename__ = "deletions"
    source: Mapped[str] = mapped_column(primary_key=True)
    when: Mapped[datetime] = mapped_column(primary_key=True)
    who: Mapped[str]
    sets: Mapped[int]
    items: Mapped[int]
    under_way: Mapped[bool]


class RubricRow(Base):
    """One version of a rubric beside an item; never changed."""

    __tablename__ = "rubrics"
    item: Mapped[str] = mapped_column(ForeignKey("items.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    made: Mapped[datetime]
    who: Mapped[str]
    body: Mapped[str]


class RubricApprovalRow(Base):
    """Who approved a version of a rubric."""

    __tablename__ = "rubric_approvals"
    item: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[str]
    when: Mapped[datetime]
    __table_args__ = (ForeignKeyConstraint(["item", "version"], ["rubrics.item", "rubrics.version"]),)


class GradeSetRow(Base):
    """A class's answers: keys and options in the body. It goes with all that belongs to it when a person asks."""

    __tablename__ = "grade_sets"
    id: Mapped[str] = mapped_column(primary_key=True)
    made: Mapped[datetime]
    body: Mapped[str]


class GradeRow(Base):
    """One answer with what was proposed for it. Its group may change."""

    __tablename__ = "grades"
    set: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    group: Mapped[str]
    body: Mapped[str]


class RulingRow(Base):
    """One ruling on a grade; never changed. `number` counts a grade's rulings from 1."""

    __tablename__ = "rulings"
    set: Mapped[str] = mapped_column(primary_key=True)
    grade: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str]
