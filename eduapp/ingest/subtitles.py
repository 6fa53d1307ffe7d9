"""WebVTT and SRT subtitles: what is said, joined to sentences and paragraphs that begin at a time."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import webvtt

from eduapp.ingest.draft import Draft
from eduapp.ingest.encoding import decode
from eduapp.ingest.text import tidy

_PAUSE = 4.0  # seconds of silence that end a paragraph
_SENTENCES = 5  # to a paragraph
_LONGEST_SENTENCE = 40  # words, where the speech has no full stops
_OVERLAP = 0.5  # seconds between two cues of one rolling caption
_SOUND = re.compile(r"^\s*(?:[\[(][^\])]*[\])]|[♪♫#\s]+)\s*$")
_TAG = re.compile(r"</?[a-zA-Z0-9:.][^<>]*>|\{\\[^}]*\}")
_SPEAKER_CHANGE = re.compile(r"^\s*(?:>>+|-(?=\s?[A-Z]))\s*")
_ABBREVIATION = r"(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bSt)(?<!\bvs)(?<!\bProf)(?<!\be\.g)(?<!\bi\.e)(?<!\b[A-Z])"
_SENTENCE_END = re.compile(rf"{_ABBREVIATION}[.!?…][\"'”’)]*(?=\s+[\"'“‘(]?[A-Z0-9]|\s*$)")


@dataclass
class _Cue:
    start: float
    end: float
    text: str
    voice: str | None = None


def read(data: bytes, draft: Draft) -> None:
    """Adds paragraphs of about five sentences, each at the time of its first cue."""
    text = decode(data, draft.name).lstrip("\n\r \t\ufeff")
    kind = "vtt" if text.startswith("WEBVTT") else "srt"
    captions = webvtt.from_buffer(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), format=kind)
    draft.title = captions.header_text.strip(" -–—")
    for time, paragraph in _paragraphs(_without_repeats(map(_cue, captions))):
        draft.add(paragraph, time=time)


def _cue(caption: webvtt.Caption) -> _Cue:
    lines = (_SPEAKER_CHANGE.sub("", _TAG.sub("", html.unescape(line))) for line in caption.text.split("\n"))
    said = [line for line in map(tidy, lines) if line and not _SOUND.match(line)]
    start, end = caption.start_time.in_milliseconds() / 1000, caption.end_time.in_milliseconds() / 1000
    return _Cue(start, end, "\n".join(said), caption.voice)


def _without_repeats(cues: Iterable[_Cue]) -> Iterator[_Cue]:
    """Each line once, where rolling captions show it again in the next cue or let it grow word by word."""
    before: list[str] = []
    end = float("-inf")
    for cue in cues:
        lines = [line for line in cue.text.split("\n") if line]
        rolls = cue.start - end <= _OVERLAP
        fresh = [_fresh(line, before) for line in lines] if rolls else lines
        before, end = lines or before, max(end, cue.end)
        if text := " ".join(filter(None, fresh)):
            yield _Cue(cue.start, cue.end, text, cue.voice)


def _fresh(line: str, before: list[str]) -> str:
    """What a line adds to the lines shown before it."""
    if line in before:
        return ""
    last = before[-1] if before else ""
    return line.removeprefix(last) if last and line.startswith(f"{last} ") else line


def _paragraphs(cues: Iterable[_Cue]) -> Iterator[tuple[float, str]]:
    """Times and texts of paragraphs: what is said without a pause by one voice, in parts of about equal length."""
    for run in _runs(cues):
        sentences = list(_sentences(run))
        parts = max(round(len(sentences) / _SENTENCES), 1)
        bounds = [len(sentences) * part // parts for part in range(parts + 1)]
        for first, last in pairwise(bounds):
            yield sentences[first][0], " ".join(sentence for _, sentence in sentences[first:last])


def _runs(cues: Iterable[_Cue]) -> Iterator[list[_Cue]]:
    run: list[_Cue] = []
    voice = None
    for cue in cues:
        if run and (cue.start - run[-1].end >= _PAUSE or (cue.voice or voice) != voice):
            yield run
            run = []
        run.append(cue)
        voice = cue.voice or voice
    if run:
        yield run


def _sentences(run: list[_Cue]) -> Iterator[tuple[float, str]]:
    """Each sentence with the start of the cue in which it begins; speech without full stops is cut at a cue's end."""
    start, words = 0.0, []
    for cue in run:
        for piece in _pieces(cue.text):
            start = start if words else cue.start
            words += piece.split()
            if _SENTENCE_END.search(piece):
                yield start, " ".join(words)
                words = []
        if len(words) >= _LONGEST_SENTENCE:
            yield start, " ".join(words)
            words = []
    if words:
        yield start, " ".join(words)


def _pieces(text: str) -> list[str]:
    """A cue's text, cut after each full stop in it."""
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    pieces = (text[left:right].strip() for left, right in pairwise(ends))
    return [piece for piece in pieces if piece]
