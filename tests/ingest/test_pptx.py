"""PowerPoint presentations."""

from __future__ import annotations

from pathlib import Path

import pptx
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.util import Inches

from eduapp.ingest import read
from tests.ingest.outline import notices, outline
from tests.ingest.pictures import png


def saved(presentation, folder: Path) -> Path:
    presentation.save(str(folder / "slides.pptx"))
    return folder / "slides.pptx"


def add_box(shapes, text: str, left: float, top: float) -> None:
    shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(1)).text_frame.text = text


def test_a_whole_presentation(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    presentation.core_properties.title = ""
    first = presentation.slides.add_slide(presentation.slide_layouts[0])
    first.shapes.title.text = "Cells"
    first.placeholders[1].text = "A short course"
    second = presentation.slides.add_slide(presentation.slide_layouts[1])
    second.shapes.title.text = "The nucleus"
    body = second.placeholders[1].text_frame
    body.text = "holds the DNA"
    body.add_paragraph().text = "The nucleus controls what happens in the cell."
    run = body.add_paragraph().add_run()
    run.text = "CO"
    low = body.paragraphs[-1].add_run()
    low.text = "2"
    low.font._element.set("baseline", "-25000")
    second.notes_slide.notes_text_frame.text = "Ask the class first.\nThen explain."
    second.shapes.add_picture(png(), Inches(8), Inches(1))
    third = presentation.slides.add_slide(presentation.slide_layouts[6])
    add_box(third.shapes, "right box", 5, 1.2)
    add_box(third.shapes, "left box", 1, 1)
    group = third.shapes.add_group_shape()
    add_box(group.shapes, "grouped low", 1, 6)
    add_box(group.shapes, "grouped high", 1, 5)
    table = third.shapes.add_table(2, 2, Inches(1), Inches(3), Inches(4), Inches(1)).table
    for row, texts in enumerate([("Part", "Job"), ("Nucleus", "control")]):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    data = CategoryChartData()
    data.categories = ["a"]
    data.add_series("s", (1,))
    third.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(5), Inches(5), Inches(2), Inches(2), data)
    found = read(saved(presentation, tmp_path))
    assert found.title == "Cells"
    assert [passage.locator.heading for passage in found.passages[:3]] == [("Cells",), ("Cells",), ("The nucleus",)]
    assert found.passages[-1].locator.heading == ()
    assert outline(found) == [
        ("heading", "slide 1", "Cells"),
        ("paragraph", "slide 1", "A short course"),
        ("heading", "slide 2", "The nucleus"),
        ("list_item", "slide 2", "holds the DNA"),
        ("paragraph", "slide 2", "The nucleus controls what happens in the cell."),
        ("list_item", "slide 2", "CO₂"),
        ("paragraph", "slide 2", "Ask the class first."),
        ("paragraph", "slide 2", "Then explain."),
        ("paragraph", "slide 3", "left box"),
        ("paragraph", "slide 3", "right box"),
        ("table", "slide 3", "Part | Job\nNucleus | control"),
        ("paragraph", "slide 3", "grouped high"),
        ("paragraph", "slide 3", "grouped low"),
    ]
    assert notices(found) == [("slide 2", "1 picture"), ("slide 3", "1 chart")]


FORMULA_SHAPE = """
<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
    xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"
    xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
    xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main"
    xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">
  <mc:Choice Requires="a14"><p:sp><p:nvSpPr><p:cNvPr id="9" name="f"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/>
    <p:txBody><a:bodyPr/><a:p><a:r><a:t>Energy: </a:t></a:r><a14:m><m:oMath><m:r><m:t>E=m</m:t></m:r>
    <m:sSup><m:e><m:r><m:t>c</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath></a14:m></a:p>
    </p:txBody></p:sp></mc:Choice>
  <mc:Fallback><p:sp><p:nvSpPr><p:cNvPr id="9" name="f"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/>
    <p:txBody><a:bodyPr/><a:p><a:r><a:t>no formula</a:t></a:r></a:p></p:txBody></p:sp></mc:Fallback>
</mc:AlternateContent>"""


def test_shapes_with_formulas(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    slide.shapes._spTree.append(parse_xml(FORMULA_SHAPE))
    assert outline(read(saved(presentation, tmp_path))) == [("paragraph", "slide 1", "Energy: E=mc²")]


def test_the_furniture_of_slides_is_not_text(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "Cells"
    for placeholder in presentation.slide_layouts[5].placeholders:
        if placeholder.placeholder_format.idx in (10, 11, 12):
            slide.shapes.clone_placeholder(placeholder)
            slide.placeholders[placeholder.placeholder_format.idx].text_frame.text = "footer"
    assert [text for _, _, text in outline(read(saved(presentation, tmp_path)))] == ["Cells"]


def test_bullets_of_their_own(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "Cells"
    slide.placeholders[1].text = "no bullet"
    add_box(slide.shapes, "bullet", 1, 6)
    for shape, mark in zip(list(slide.shapes)[1:], ("buNone", "buAutoNum"), strict=True):
        properties = shape.text_frame.paragraphs[0]._p.get_or_add_pPr()
        properties.append(properties.makeelement(f"{{http://schemas.openxmlformats.org/drawingml/2006/main}}{mark}"))
    assert [(role, text) for role, _, text in outline(read(saved(presentation, tmp_path)))] == [
        ("heading", "Cells"),
        ("paragraph", "no bullet"),
        ("list_item", "bullet"),
    ]
