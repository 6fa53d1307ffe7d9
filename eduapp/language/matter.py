"""What in a book is not taught: its preface, its authors' lives, its licence and its lists of references."""

from __future__ import annotations

import re

from eduapp.domain.source import Document, Passage

HEADINGS = re.compile(
    r"^(?:preface|foreword|acknowledge?ments?|(?:contributing )?authors|contributors|reviewers|references?|works cited|"
    r"about (?:the |this |our )?(?:authors?|book|textbook|editors?|contributors?|publisher)|bibliography|copyright|"
    r"further reading|suggested readings?|colophon|credits|dedication|table of contents|contents|index|answer keys?|"
    r"answers)$",
    re.IGNORECASE,
)
LICENCE = re.compile(
    r"\blicen[cs]ed under\b|\bCreative Commons\b|\ball rights reserved\b|©|\bISBN\b|\bopenly licensed\b|"
    r"\bcontributing authors?\b|\bthis (?:text)?book (?:was|is) (?:written|designed|intended|organized|divided)\b|"
    r"\b(?:instructor|student) resources\b",
    re.IGNORECASE,
)
REFERENCE = re.compile(r"^[A-Z][\w’'-]+, [A-Z][\w.’'-]*[ .,].{0,160}?\b(?:19|20)\d\d[a-z]?\)?[.:,] ")
DEGREE = re.compile(
    r"\b(?:holds|has|earned|received|completed) (?:an?|his|her|their|two|both) (?:[\w.-]+ ){0,3}"
    r"(?:degrees?|doctorate|Ph\.?D\.?|M\.?A\.?|M\.?S\.?|B\.?[AS]\.?|MBA|bachelor|master)|"
    r"[’']s degrees? in\b|\bPh\.?D\.?\b"
)
POSITION = re.compile(
    r"\b(?:is|serves as|works as) (?:currently )?(?:an? |the )?(?:[\w-]+ ){0,3}(?:professor|lecturer|instructor|"
    r"teacher|director|chair)\b|\b(?:teaches|has taught|currently)\b|\bProfessor (?:of [A-Z]|Emerit)"
)


def is_taught(document: Document, passage: Passage) -> bool:
    """Whether a passage belongs to what its document teaches: not to a preface, a licence, an author's life in the
    present tense ("holds a degree in ... and teaches at ...") or a list of references.
    """
    headings = (document.title, *passage.locator.heading)
    if any(HEADINGS.match(heading.strip(" .:")) for heading in headings):
        return False
    text = passage.text
    life = DEGREE.search(text) and POSITION.search(text) and "University" in text
    return not (life or LICENCE.search(text) or REFERENCE.match(text))
