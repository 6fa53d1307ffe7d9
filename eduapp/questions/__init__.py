"""Questions: many proposers, one bench of checks, one selection over a teacher's blueprint."""

from __future__ import annotations

from eduapp.questions.engine import generate

__all__ = ["generate"]
