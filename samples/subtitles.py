"""The literature lecture as WebVTT: short cues, so that sentences run across them."""

from __future__ import annotations

import textwrap
from html import escape
from pathlib import Path

LINE_WIDTH, LINES_PER_CUE = 42, 2
WORDS_PER_SECOND, PAUSE = 2.5, 0.8


def write_vtt(path: Path, turns: str, title: str) -> None:
    """Write the turns ("Speaker: what is said", a blank line between) to `path`, timed at 150 words a minute."""
    cues, clock = [f"WEBVTT - {title}", "NOTE Written for the eduapp samples, CC BY 4.0"], 2.0
    for turn in turns.strip().split("\n\n"):
        speaker, _, speech = turn.partition(": ")
        for number, lines in enumerate(_cut(speech)):
            end = clock + sum(len(line.split()) for line in lines) / WORDS_PER_SECOND
            voice = f"<v {speaker}>" if number == 0 else ""
            cues.append(f"{_stamp(clock)} --> {_stamp(end)}\n{voice}" + "\n".join(map(_escape, lines)))
            clock = end
        clock += PAUSE
    path.write_text("\n\n".join(cues) + "\n", encoding="utf-8", newline="\n")


def _cut(speech: str) -> list[list[str]]:
    lines = textwrap.wrap(speech, LINE_WIDTH, break_on_hyphens=False)
    return [lines[start : start + LINES_PER_CUE] for start in range(0, len(lines), LINES_PER_CUE)]


def _escape(line: str) -> str:
    return escape(line, quote=False)


def _stamp(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
