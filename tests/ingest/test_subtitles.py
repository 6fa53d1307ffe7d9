"""WebVTT and SRT."""

from __future__ import annotations

from pathlib import Path

from tests.ingest.outline import outline, read_text

LECTURE = """\
WEBVTT - Lecture on cells

NOTE a comment

STYLE
::cue { color: lime }

intro
00:00:01.000 --> 00:00:03.000 align:start
<v Dr. Hooke>Good morning. Today we

00:00:03.000 --> 00:00:06.000
<v Dr. Hooke>look at <b>cells</b> &amp; <c.green>leaves</c>.

00:00:06.000 --> 00:00:07.000
[Music]

00:00:07.500 --> 00:00:09.000
<v Student>What is a cell?

01:00:20.000 --> 01:00:22.000
<v Dr. Hooke>It is 2.5 mm long, says Dr. Smith. Is it?
"""


def test_a_whole_lecture(tmp_path: Path) -> None:
    document = read_text(tmp_path, "lecture.vtt", LECTURE)
    assert document.title == "Lecture on cells"
    assert outline(document) == [
        ("paragraph", "0:00:01", "Good morning. Today we look at cells & leaves."),
        ("paragraph", "0:00:07", "What is a cell?"),
        ("paragraph", "1:00:20", "It is 2.5 mm long, says Dr. Smith. Is it?"),
    ]


def cues(*texts: str, gap: float = 0.0) -> str:
    """A WebVTT file with one cue of two seconds for each text."""
    times = [(number * (2 + gap), number * (2 + gap) + 2) for number in range(len(texts))]
    stamps = (f"00:{int(a) // 60:02}:{a % 60:06.3f} --> 00:{int(b) // 60:02}:{b % 60:06.3f}" for a, b in times)
    return "WEBVTT\n\n" + "\n\n".join(f"{stamp}\n{text}" for stamp, text in zip(stamps, texts, strict=True)) + "\n"


def test_paragraphs_have_about_five_sentences(tmp_path: Path) -> None:
    document = read_text(tmp_path, "a.vtt", cues(*(f"Sentence number {n}." for n in range(12))))
    assert [(label, text.count(".")) for _, label, text in outline(document)] == [("0:00:00", 6), ("0:00:12", 6)]


def test_a_pause_ends_a_paragraph(tmp_path: Path) -> None:
    assert len(read_text(tmp_path, "a.vtt", cues("And so", "on.", gap=4.5)).passages) == 2
    assert len(read_text(tmp_path, "a.vtt", cues("And so", "on.", gap=3.5)).passages) == 1


def test_speech_without_full_stops_is_cut_too(tmp_path: Path) -> None:
    document = read_text(tmp_path, "a.vtt", cues(*(f"well the cell is number {n} of life and" for n in range(60))))
    assert 2 <= len(document.passages) <= 4
    assert document.words() == 60 * 9


def test_rolling_captions_are_said_once(tmp_path: Path) -> None:
    rolling = cues(
        "the cell is",
        "the cell is\nthe smallest<00:00:02.500><c> unit</c>",
        "the smallest unit\nof life.",
        "of life.",
        "of life. It can live alone.",
    )
    assert outline(read_text(tmp_path, "a.vtt", rolling)) == [
        ("paragraph", "0:00:00", "the cell is the smallest unit of life. It can live alone.")
    ]


def test_srt(tmp_path: Path) -> None:
    text = (
        "1\r\n00:00:01,500 --> 00:00:03,000\r\n<i>Hello</i> there\r\n\r\n"
        "2\r\n00:00:03,000 --> 00:00:05,000\r\n{\\an8}my friend.\r\n\r\n"
        "3\r\n00:00:20,000 --> 00:00:21,000\r\n- Yes?\r\n"
    )
    assert outline(read_text(tmp_path, "a.srt", text)) == [
        ("paragraph", "0:00:01", "Hello there my friend."),
        ("paragraph", "0:00:20", "Yes?"),
    ]
