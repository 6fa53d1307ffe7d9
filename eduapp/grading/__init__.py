"""Grading: scores with evidence and words that help, as drafts that a person signs.

grade(responses, keys)         each response with its score and feedback
compare_labels(human, grade)   how two markers agree
"""

from __future__ import annotations

from eduapp.grading.agreement import Agreement, compare_labels
from eduapp.grading.keys import Key, approved_key, read_keys
from eduapp.grading.score import grade, score_answer
from eduapp.grading.table import labels, read_table, responses, write_grades

__all__ = [
    "Agreement", "Key", "approved_key", "compare_labels", "grade", "labels", "read_keys", "read_table", "responses",
    "score_answer", "write_grades",
]  # fmt: skip
