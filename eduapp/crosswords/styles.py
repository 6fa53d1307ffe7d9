"""The four styles of a clue, told from its words alone, so that a check does not believe who worded it.

Definite and bare noun phrase, copular sentence and free form are the styles of Zeinalipour et al. (2023), "Italian
Crossword Generator", and Zugarini et al. (2024), "Clue-Instruct".
"""

from __future__ import annotations

import re
from functools import lru_cache

from eduapp.crosswords.clue_records import Style
from eduapp.domain.item import BLANK
from eduapp.language import pipeline
from eduapp.language.grammar import Phrase, bare
from eduapp.language.tree import Tree

_COPULAR = re.compile(rf"(?:(?:The|An?|A\(n\)) )?{BLANK} (?:is|are|was|were) (?P<said>.*)\.$")
_OPENING = re.compile(r"(?:What|How|One|Those|Another|When|Where|Who|Name|Word|It|They)\b")
_FINITE = ("VBZ", "VBP", "VBD", "MD")
_NOUNS = ("NOUN", "PROPN")


def style_of(text: str) -> Style:
    """The style of an English clue by its own parse; what is none of the three others is free."""
    if BLANK in text:
        found = _COPULAR.match(text)
        return "copular" if found and _names_a_thing(found["said"]) else "free"
    if _OPENING.match(text) or not is_noun_phrase(text):
        return "free"
    return "definite" if text.startswith("The ") else "bare"


def _names_a_thing(text: str) -> bool:
    """Whether what follows "is" is a noun phrase: not "observed in 1850" or "famous for its fort"."""
    tree = parsed(text)
    root = next(i for i in range(len(tree.word)) if tree.head[i] == i)
    opens = tree.lower[0] in ("a", "an", "the") or tree.pos[0] in _NOUNS or tree.tag[root] == "NNS"
    return tree.pos[root] in _NOUNS and opens and _named_early(tree) and is_noun_phrase(text)


def _named_early(tree: Tree) -> bool:
    """Whether the noun comes before any preposition: "aware of hostile actions" is none."""
    ends = (i for i in range(len(tree.word)) if tree.pos[i] in (*_NOUNS, "ADP"))
    return tree.pos[next(ends, 0)] in _NOUNS


def is_noun_phrase(text: str) -> bool:
    """Whether a text is one noun phrase: its finite verbs all stand in clauses that belong to a noun."""
    tree = parsed(text)
    inner = bare(tree, Phrase(0, len(tree.word), len(tree.word)))
    noun = next((i for i in range(inner.start, len(tree.word)) if tree.pos[i] in _NOUNS), None)
    if noun is None:
        return False
    bound = False
    for i in range(len(tree.word)):
        joins = tree.tag[i] in ("WDT", "WP", "WP$", "WRB") or tree.lower[i] in ("that", "than", "as", "because")
        bound = bound or (joins and i > noun)
        if tree.tag[i] in _FINITE and not bound and tree.dep[i] not in ("acl:relcl", "acl", "amod"):
            return False
    return True


@lru_cache(maxsize=5_000)
def parsed(text: str) -> Tree:
    """The parse of a clue, read as the lower-case phrase that it is."""
    lower = text[:1].lower() + text[1:] if text[1:2].islower() else text
    return Tree(pipeline.load()(lower))
