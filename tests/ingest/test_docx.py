"""Word documents."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from eduapp.errors import UnreadableSource
from eduapp.ingest import office, read
from tests.ingest.outline import notices, outline, written
from tests.ingest.pictures import png

W = nsdecls("w")
MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def add_xml(document, xml: str) -> None:
    document.element.body.insert(-1, parse_xml(xml))


def saved(document, folder: Path) -> Path:
    document.save(str(folder / "course.docx"))
    return folder / "course.docx"


def test_a_whole_document(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = ""
    document.add_heading("A course", 0)
    document.add_heading("Cells", 1)
    paragraph = document.add_paragraph("The formula of water is H")
    paragraph.add_run("2").font.subscript = True
    paragraph.add_run("O, on the 19")
    paragraph.add_run("th").font.superscript = True
    paragraph.add_run(" day.")
    document.add_paragraph("one", style="List Bullet")
    document.add_paragraph("first", style="List Number 2")
    document.add_heading("The nucleus", 2)
    table = document.add_table(2, 2)
    for cell, text in zip(
        [c for row in table.rows for c in row.cells], ["Part", "Job", "Nucleus", "control"], strict=True
    ):
        cell.text = text
    document.add_paragraph("The parts of a cell", style="Caption")
    document.add_paragraph("Figure 1. A cell.")
    document.add_picture(png())
    frame = document.add_table(1, 1)
    frame.cell(0, 0).text = "A remark in a frame."
    document.add_heading("The end", 1)
    code = document.styles.add_style("Source Code", 1)
    for line in ("def f():", "    return 1"):
        document.add_paragraph(line, style=code)
    document.add_paragraph("Done.\nReally.")
    found = read(saved(document, tmp_path))
    assert found.title == "A course"
    nucleus = "Cells › The nucleus"
    assert outline(found) == [
        ("heading", "paragraph 1", "A course"),
        ("heading", "Cells", "Cells"),
        ("paragraph", "Cells", "The formula of water is H₂O, on the 19th day."),
        ("list_item", "Cells", "one"),
        ("list_item", "Cells", "first"),
        ("heading", nucleus, "The nucleus"),
        ("table", nucleus, "Part | Job\nNucleus | control"),
        ("caption", nucleus, "The parts of a cell"),
        ("caption", nucleus, "Figure 1. A cell."),
        ("paragraph", nucleus, "A remark in a frame."),
        ("heading", "The end", "The end"),
        ("code", "The end", "def f():\n    return 1"),
        ("paragraph", "The end", "Done. Really."),
    ]
    assert notices(found) == [(nucleus, "1 picture")]


def test_tracked_changes_and_content_controls(tmp_path: Path) -> None:
    document = docx.Document()
    add_xml(
        document,
        f"""<w:p {W}><w:r><w:t>A cell </w:t></w:r><w:del w:id="1"><w:r><w:delText>was</w:delText></w:r></w:del>
        <w:ins w:id="2"><w:r><w:t>is</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> small</w:t><w:tab/>
        <w:t>and well</w:t><w:noBreakHyphen/><w:t>known.</w:t><w:instrText>PAGE</w:instrText></w:r></w:p>""",
    )
    add_xml(
        document,
        f"""<w:sdt {W}><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>
        </w:sdtPr><w:sdtContent><w:p><w:r><w:t>Contents 1</w:t></w:r></w:p></w:sdtContent></w:sdt>""",
    )
    add_xml(
        document, f"""<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:sdtContent></w:sdt>"""
    )
    assert outline(read(saved(document, tmp_path))) == [
        ("paragraph", "paragraph 1", "A cell is small and well-known."),
        ("paragraph", "paragraph 2", "In a control."),
    ]


def test_headings_of_other_styles(tmp_path: Path) -> None:
    document = docx.Document()
    own = document.styles.add_style("Chapter", 1)
    own.base_style = document.styles["Heading 1"]
    document.add_paragraph("By its base", style=own)
    add_xml(document, f'<w:p {W}><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>By its outline</w:t></w:r></w:p>')
    document.add_paragraph("Big but plain text.").runs[0].font.size = Pt(30)
    assert [(role, text) for role, _, text in outline(read(saved(document, tmp_path)))] == [
        ("heading", "By its base"),
        ("heading", "By its outline"),
        ("paragraph", "Big but plain text."),
    ]


def test_formulas(tmp_path: Path) -> None:
    document = docx.Document()
    add_xml(
        document,
        f"""<w:p {W} {MATH}><w:r><w:t xml:space="preserve">So </w:t></w:r><m:oMath>
        <m:sSub><m:e><m:r><m:t>E</m:t></m:r></m:e><m:sub><m:r><m:t>k</m:t></m:r></m:sub></m:sSub><m:r><m:t>=</m:t></m:r>
        <m:f><m:num><m:r><m:t>a+1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>
        <m:sSup><m:e><m:r><m:t>v</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>
        <m:rad><m:radPr><m:degHide/></m:radPr><m:deg/><m:e><m:r><m:t>x</m:t></m:r></m:e></m:rad>
        <m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e><m:r><m:t>y</m:t></m:r></m:e></m:d>
        <m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub><m:r><m:t>i=1</m:t></m:r></m:sub>
        <m:sup><m:r><m:t>n</m:t></m:r></m:sup><m:e><m:r><m:t>i</m:t></m:r></m:e></m:nary>
        </m:oMath><w:r><w:t>.</w:t></w:r></w:p>""",
    )
    assert outline(read(saved(document, tmp_path)))[0][2] == "So E_k=(a+1)/2v²√(x)[y]∑_(i=1)ⁿ i."


def test_notes_and_text_boxes(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Cells", 1)
    box = "<w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent>"
    add_xml(
        document,
        f"""<w:p {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
        <w:r><w:t>Text</w:t><w:footnoteReference w:id="2"/></w:r><w:r><w:footnoteReference w:id="3"/></w:r>
        <w:r><mc:AlternateContent><mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>
        </mc:AlternateContent></w:r></w:p>""",
    )
    found = read(saved(document, tmp_path))
    assert [text for _, _, text in outline(found)] == ["Cells", "Text", "In a box."]
    assert notices(found) == [("Cells", "2 footnotes")]


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "MAX_UNPACKED", 5_000_000)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(6_000_000))
    with pytest.raises(UnreadableSource, match=r"course\.docx is too large: it unpacks to 6 MB"):
        read(written(tmp_path, "course.docx", buffer.getvalue()))


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    path = saved(docx.Document(), tmp_path)
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    body = f"<w:document {W}><w:body><w:p><w:r><w:t>x &e; &l9;</w:t></w:r></w:p></w:body></w:document>"
    evil = f'<!DOCTYPE d [<!ENTITY e SYSTEM "file://{secret}"><!ENTITY l0 "ha">{laughs}]>{body}'
    changed = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            after.writestr(name, evil if name == "word/document.xml" else before.read(name))
    try:
        text = " ".join(text for _, _, text in outline(read(written(tmp_path, "evil.docx", changed.getvalue()))))
    except UnreadableSource:
        return
    assert "SECRET" not in text and "haha" not in text
