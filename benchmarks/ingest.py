"""How fast and how well PDFs are read: eduapp.ingest against PDFium's bare text extraction on the same file.

    python -m benchmarks.ingest [--pages 300] [--seed 1]

The file has two columns, running heads, page numbers, headings and words cut at line ends, made from the sample texts.
Each run is a process of its own, in turn, three times each; times are CPU seconds (other work on the machine changes
them little), medians of three. `pdf_paragraphs_whole` is the share of the paragraphs put in that come out word for
word, in order. The last line is one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

TEXTS = Path(__file__).resolve().parent.parent / "samples" / "text"
RUNS = 3
LIMITS = {"pdf_ratio": 4.0, "pdf_peak_mb": 500.0}
WORDS_A_PAGE = 590


def main() -> None:
    """Builds the file, measures both readers in turn and prints a table and a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--child", nargs=2, metavar=("READER", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(_measured(*options.child)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "course.pdf")
        put_in = build(path, options.pages, options.seed)
        results = {"bare": [], "eduapp": []}
        for _ in range(RUNS):
            for reader, found in results.items():
                found.append(_in_own_process(reader, path))
        whole = _share_whole(path, put_in)
    _report(results, whole)


def build(path: Path, pages: int, seed: int) -> list[str]:
    """Writes a two-column PDF of about so many pages and returns the paragraphs in it."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

    body = ParagraphStyle("body", fontName="Times-Roman", fontSize=11, leading=15, alignment=4, spaceAfter=7)
    head = ParagraphStyle("head", fontName="Helvetica-Bold", fontSize=14, leading=18, spaceBefore=12, spaceAfter=6)
    width, height = A4

    def decorate(canvas, document) -> None:
        canvas.setFont("Times-Italic", 9)
        canvas.drawString(80, height - 60, "A Course of Everything")
        canvas.drawRightString(width - 80, height - 60, f"Chapter {document.page // 20 + 1}")
        canvas.drawCentredString(width / 2, 40, str(document.page))

    frames = [Frame(x, 85, 200, height - 180, 0, 0, 0, 0) for x in (80, 315)]
    document = BaseDocTemplate(str(path), pagesize=A4, title="A Course of Everything", invariant=1)
    document.addPageTemplates(PageTemplate(frames=frames, onPage=decorate))
    paragraphs = _paragraphs(pages * WORDS_A_PAGE, random.Random(seed))
    story = []
    for number, text in enumerate(paragraphs):
        if number % 6 == 0:
            story.append(Paragraph(f"{number // 36 + 1}.{number // 6 % 6 + 1} Section number {number // 6 + 1}", head))
        story.append(Paragraph(_breakable(text), body))
    document.build(story)
    return paragraphs


def _paragraphs(words: int, chance: random.Random) -> list[str]:
    """Paragraphs from shuffled sentences of the sample texts, of so many words together."""
    text = " ".join(path.read_text("utf-8") for path in sorted(TEXTS.glob("*.md")))
    prose = " ".join(line for line in text.split("\n") if re.match(r"[A-Z]", line)).replace("*", "")
    sentences = [sentence for sentence in re.findall(r"[A-Z][^.!?<&]{30,200}\.(?= )", prose) if "  " not in sentence]
    found = []
    while words > 0:
        found.append(" ".join(chance.choices(sentences, k=chance.randint(3, 8))))
        words -= len(found[-1].split())
    return found


def _breakable(text: str) -> str:
    """The text with a place for a hyphen in each long word, so that lines end in cut words as in print."""
    return re.sub(r"\b([a-z]{5})([a-z]{4,})\b(?=[ ,])", "\\1\N{SOFT HYPHEN}\\2", text)


def _measured(reader: str, path: str) -> dict[str, float]:
    """CPU and wall seconds of one reading, and the most memory that this process has held, in MB."""
    import pypdfium2

    import eduapp.ingest.pdf.reader  # noqa: F401 - imports are not reading
    from eduapp.ingest import read

    def bare(path: str) -> None:
        document = pypdfium2.PdfDocument(path)
        for page in document:
            textpage = page.get_textpage()
            textpage.get_text_range()
            textpage.close()
            page.close()
        document.close()

    wall, cpu = time.perf_counter(), time.process_time()
    (bare if reader == "bare" else read)(path)
    used = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    return used | {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _in_own_process(reader: str, path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.ingest", "--child", reader, str(path)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _share_whole(path: Path, put_in: list[str]) -> float:
    """The share of paragraphs that come out as one passage each, in the order in which they were put in."""
    from eduapp.ingest import read

    passages = iter([passage.text for passage in read(path).passages if passage.role == "paragraph"])
    whole, text = 0, next(passages, None)
    wanted = {paragraph: number for number, paragraph in enumerate(put_in)}
    last = -1
    while text is not None:
        place = wanted.get(text, -1)
        whole += place > last
        last, text = max(place, last), next(passages, None)
    return whole / len(put_in)


def _report(results: dict[str, list[dict[str, float]]], whole: float) -> None:
    middle = {
        reader: {figure: median(run[figure] for run in runs) for figure in runs[0]} for reader, runs in results.items()
    }
    print(f"{'reader':8} {'CPU s':>8} {'wall s':>8} {'peak MB':>8}")
    for reader, figures in middle.items():
        print(f"{reader:8} {figures['cpu']:8.2f} {figures['wall']:8.2f} {figures['peak_mb']:8.0f}")
    figures = {
        "pdf_ratio": round(middle["eduapp"]["cpu"] / middle["bare"]["cpu"], 2),
        "pdf_ratio_wall": round(middle["eduapp"]["wall"] / middle["bare"]["wall"], 2),
        "pdf_peak_mb": round(middle["eduapp"]["peak_mb"], 1),
        "pdf_seconds": round(middle["eduapp"]["cpu"], 2),
        "pdf_paragraphs_whole": round(whole, 4),
    }
    for name, limit in LIMITS.items():
        print(f"{name}: {figures[name]} (limit {limit}){'' if figures[name] <= limit else ' — OVER'}")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
