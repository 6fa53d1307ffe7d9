"""Build the samples that are not written by hand: `python -m samples.build [FOLDER]`."""

from __future__ import annotations

import sys
from pathlib import Path

from samples.markup import Block, blocks
from samples.office import write_docx, write_pptx
from samples.paper import write_pdf
from samples.subtitles import write_vtt

HERE = Path(__file__).parent


def build(folder: Path) -> list[Path]:
    """Write the four built samples into `folder` and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in ("biology.pdf", "history.docx", "geography.pptx", "literature.vtt")]
    biology, history, geography, literature = paths
    write_pdf(biology, _blocks("biology.md"), _text("hyphens.txt"), "Biology · Years 9 to 11")
    write_docx(history, _blocks("history.md"), "History · Years 8 to 10")
    write_pptx(geography, _blocks("geography.md"), "Geography · Years 8 to 10")
    write_vtt(literature, _text("literature.txt"), "Macbeth and the language of poetry")
    return paths


def _text(name: str) -> str:
    return (HERE / "text" / name).read_text(encoding="utf-8")


def _blocks(name: str) -> list[Block]:
    return blocks(_text(name))


if __name__ == "__main__":
    for built in build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE):
        print(built.name)
