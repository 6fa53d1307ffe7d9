"""The peer of the question engine: a plain prompt for a multiple-choice question as JSON, through LangChain.

It reads the same passages with the same model file on the same machine. A reply counts when it can be read as a
question with choices and a key among them; whether it is any good is for a reader to say.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.courses import Section
from eduapp.domain.base import content_id
from eduapp.domain.source import Passage

PROMPT = """\
Read the passage and write one multiple-choice question about it with four options and one correct answer.
Answer with JSON only, in this form:
{{"question": "...", "options": ["...", "...", "...", "..."], "answer": "..."}}

Passage: {passage}
"""
LEAST_WORDS, MOST_WORDS = 40, 400
CONTEXT, REPLY = 2048, 300
"""Tokens that prompt and reply may have, and the reply alone."""


@dataclass
class Peer:
    """What the peer made: reading rows, how often it was asked, and how long that took."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    asked: int = 0
    seconds: float = 0.0

    @property
    def per_minute(self) -> float:
        """Questions that could be read, a minute."""
        return 60 * len(self.rows) / self.seconds if self.seconds else 0.0


def run(sections: Sequence[Section], model_path: str, *, each: int, seed: int) -> Peer:
    """Asks about `each` passages of every section, drawn by the seed."""
    from langchain_community.chat_models import ChatLlamaCpp

    chat = ChatLlamaCpp(
        model_path=model_path, n_ctx=CONTEXT, max_tokens=REPLY, temperature=0.0, seed=seed, verbose=False
    )
    peer, rng = Peer(), random.Random(seed)
    for section in sections:
        fitting = [p for p in section.document.passages if LEAST_WORDS <= len(p.text.split()) <= MOST_WORDS]
        for passage in rng.sample(fitting, min(each, len(fitting))):
            started = time.perf_counter()
            reply = str(chat.invoke(PROMPT.format(passage=passage.text)).content)
            peer.seconds += time.perf_counter() - started
            peer.asked += 1
            if row := parsed(reply, section, passage):
                peer.rows.append(row)
    return peer


def parsed(reply: str, section: Section, passage: Passage) -> dict[str, Any] | None:
    """The reading row of a reply, or None for one that is no question with a key among its choices."""
    try:
        found = json.loads(reply[reply.index("{") : reply.rindex("}") + 1])
        stem, options = found["question"], [str(option) for option in found["options"]]
        key = _key(str(found["answer"]), options)
    except (ValueError, KeyError, TypeError):
        return None
    if not isinstance(stem, str) or len(options) < 2 or not key:
        return None
    return {
        "id": content_id("item", section.module, passage.id, stem, options),
        "section": section.document.title,
        "kind": "choice",
        "level": "",
        "stem": stem,
        "choices": [f"{letter}) {option}" for letter, option in zip("abcdefgh", options, strict=False)],
        "key": key,
        "quote": passage.text,
    }


def _key(answer: str, options: Sequence[str]) -> str:
    """The option that an answer means, by its words or by its letter; empty if it means none."""
    told = answer.strip().casefold()
    by_words = next((option for option in options if option.strip().casefold() == told), "")
    letter = told.rstrip(".)")
    by_letter = dict(zip("abcdefgh", options, strict=False)).get(letter, "")
    return by_words or by_letter
