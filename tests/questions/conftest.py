"""Course contexts that the tests of this room share."""

from __future__ import annotations

import pytest

from eduapp.questions.contracts import Context
from tests.questions.maker import Course, cells


@pytest.fixture
def course() -> Course:
    """The hand-made course about cells."""
    return cells()


@pytest.fixture
def context(course: Course) -> Context:
    """Its context."""
    return course.context()
