"""The bench of checks: one registry of small pure functions, the same for every proposer.

Each check answers for one thing, and says in a plain sentence what it saw. A check that does not concern an item's
kind passes and says so. What concerns a whole set (near-duplicates) is judged in `select`.
"""

from eduapp.questions.checks import (  # noqa: F401  (importing them registers their checks)
    decency,
    flaws,
    grounding,
    keys,
    levels,
    numeric,
    reading,
    rows,
    rubric,
    wording,
)
from eduapp.questions.checks.registry import CHECKS, Finding, check, run_checks

__all__ = ["CHECKS", "Finding", "check", "run_checks"]
