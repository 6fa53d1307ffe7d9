"""Whatever bytes come in: a document or an EduappError, never another exception."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pptx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eduapp.domain.source import Document
from eduapp.errors import EduappError
from eduapp.ingest import read, supported
from eduapp.ingest.boundary import foreign_errors_translated
from tests.ingest.outline import written
from tests.ingest.test_pdf import two_columns

FEW = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
STARTS = [
    b"",
    b"%PDF-1.4\n",
    b"PK\x03\x04",
    b"WEBVTT\n\n",
    b"<!doctype html><p>",
    b"# ",
    b"\xff\xfe",
    b"1\n00:00:01,000 -->",
]


def test_a_library_that_is_missing_is_not_the_fault_of_the_file():
    with pytest.raises(ModuleNotFoundError), foreign_errors_translated("a.pdf", "a PDF"):
        raise ModuleNotFoundError("No module named 'lxml'")


def outcome(path: Path) -> Document | None:
    """What was read, or None where reading was refused in the way it should be."""
    try:
        document = read(path)
    except EduappError as error:
        assert error.message.endswith(".") and error.hint.endswith(".") and "\n" not in str(error)
        return None
    assert document.passages and all(passage.text.strip() for passage in document.passages)
    document.model_dump_json().encode()
    return document


@FEW
@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_random_bytes(tmp_path: Path, start: bytes, rest: bytes) -> None:
    for suffix in supported():
        outcome(written(tmp_path, f"a{suffix}", start + rest))


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A valid file of each binary format."""
    folder = tmp_path_factory.mktemp("valid")
    document, slides = docx.Document(), pptx.Presentation()
    document.add_heading("Cells", 1)
    document.add_table(2, 2).cell(0, 0).text = "Part"
    document.save(str(folder / "a.docx"))
    slides.slides.add_slide(slides.slide_layouts[1]).shapes.title.text = "Cells"
    slides.save(str(folder / "a.pptx"))
    two_columns(folder / "a.pdf")
    return {path.suffix: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".pptx"])
@FEW
@given(share=st.floats(0.01, 0.999))
def test_files_cut_short(tmp_path: Path, valid: dict[str, bytes], suffix: str, share: float) -> None:
    data = valid[suffix]
    found = outcome(written(tmp_path, f"a{suffix}", data[: int(len(data) * share) or 1]))
    assert found is None or found.notices


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".pptx"])
@FEW
@given(data=st.data())
def test_files_with_wrong_bytes(tmp_path: Path, valid: dict[str, bytes], suffix: str, data: st.DataObject) -> None:
    content = bytearray(valid[suffix])
    for _ in range(5):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    outcome(written(tmp_path, f"a{suffix}", bytes(content)))


@pytest.mark.parametrize(("suffix", "part"), [(".docx", "word/document.xml"), (".pptx", "ppt/slides/slide1.xml")])
@FEW
@given(data=st.data())
def test_xml_with_wrong_content(
    tmp_path: Path, valid: dict[str, bytes], suffix: str, part: str, data: st.DataObject
) -> None:
    """The zip is whole and the XML inside is not, or holds other elements than it should."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(valid[suffix])) as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name == part:
                tag = data.draw(
                    st.sampled_from([b"w:p", b"w:tbl", b"w:tc", b"p:sp", b"p:txBody", b"a:p", b"p:nvPr", b"w:body"])
                )
                content = content.replace(b"<" + tag, b"<" + tag[:2] + b"x").replace(
                    b"</" + tag, b"</" + tag[:2] + b"x"
                )
                cut = data.draw(st.integers(0, 2 * len(content)))
                content = content[:cut]
            after.writestr(name, content)
    outcome(written(tmp_path, f"a{suffix}", changed.getvalue()))


def test_our_own_slips_pass_through() -> None:
    with pytest.raises(TypeError), foreign_errors_translated("a.pdf", "a PDF"):
        exec(compile("len(3)", "slip", "exec"), {"__name__": "eduapp.ingest.slip"})
    with pytest.raises(EduappError) as caught, foreign_errors_translated("a.pdf", "a PDF"):
        exec(compile("len(3)", "slip", "exec"), {"__name__": "library"})
    assert isinstance(caught.value.__cause__, TypeError)
