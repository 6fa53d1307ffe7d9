"""Grading: scores with evidence and words that help, as drafts that a person signs.

grade(responses, keys)         each response with its score and feedback
compare_labels(human, grade)   how two markers agree
"""

from __future__ import annotations

from eduapp.domain.key import Key
from eduapp.grading.agreement import Agreement, compare_criteria, compare_labels
from eduapp.grading.keys import approved_key, criteria_of, keys_of, read_keys
from eduapp.grading.score import grade, graded_set, no_part, score_answer
from eduapp.grading.table import criteria, labels, read_responses, read_table, responses, write_grades

__all__ = [
    "Agreement", "Key", "approved_key", "compare_criteria", "compare_labels", "criteria", "criteria_of", "grade",
    "graded_set", "keys_of", "labels", "no_part", "read_keys", "read_responses", "read_table", "responses",
    "score_answer", "write_grades",
]  # fmt: skip
