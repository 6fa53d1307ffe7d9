"""The project's own rules: floors, lengths, names that exist, documents that aren't stale, nothing of one machine."""

from __future__ import annotations

import ast
import re
import socket
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typer.main import get_command

import eduapp
from eduapp.cli import app
from eduapp.cli.docs import commands, page
from eduapp.export import FORMATS as EXPORTS
from eduapp.ingest.registry import FORMATS as READERS

TOP = Path(eduapp.__file__).resolve().parents[1]

FLOORS = (
    ("domain", "settings", "errors", "resources", "pdfium"),
    ("ingest", "language", "llm", "store", "export"),
    ("questions", "crosswords", "grading"),
    ("library",),
    ("cli", "ui", "batch"),
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
NEIGHBOURS = {("cli", "batch"), ("cli", "ui")}
"""Faces of the top floor that may open another: the command line is the door to both."""

LONGEST_MODULE, LONGEST_FUNCTION = 400, 60
EXEMPT: dict[str, int] = {}
"""Lines of "module.py" or "module.py:function" that are longer, each with its reason. It may only shrink."""

NOT_OURS = (
    *(".venv", ".venv-train", ".git", "build", "dist", "out"),
    *(".pytest_cache", ".ruff_cache", ".hypothesis", "__pycache__"),
)


class Import(NamedTuple):
    """That one module imports another; `early` when that happens as soon as it is imported itself."""

    importer: str
    imported: str
    early: bool


@lru_cache
def modules() -> dict[str, Path]:
    """Every module of the app by its dotted name."""
    paths = sorted((TOP / "eduapp").rglob("*.py"))
    return {".".join(path.relative_to(TOP).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


@lru_cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


@lru_cache
def imports() -> tuple[Import, ...]:
    """Every import of one module of the app by another, those within functions too."""
    return tuple(found for name, path in modules().items() for found in _imports(name, path))


def _imports(name: str, path: Path) -> Iterator[Import]:
    late = {inner for node in ast.walk(tree(path)) if _is_late(node) for inner in ast.walk(node)}
    for node in ast.walk(tree(path)):
        for target in _targets(node):
            if target.split(".")[0] == "eduapp":
                yield Import(name, target, node not in late)


def _is_late(node: ast.AST) -> bool:
    if isinstance(node, ast.If):
        return "TYPE_CHECKING" in ast.unparse(node.test)
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)


def _targets(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports say the whole name"
        whole = [f"{node.module}.{alias.name}" for alias in node.names]
        return [one if one in modules() else str(node.module) for one in whole]
    return []


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def allowed(importer: str, imported: str) -> bool:
    if importer == imported or not imported:  # the bare package only says its version
        return True
    if not importer:
        return imported in ("library", "errors")
    both_on_the_ground = FLOOR[importer] == FLOOR[imported] == 0
    return FLOOR[imported] < FLOOR[importer] or both_on_the_ground or (importer, imported) in NEIGHBOURS


def cycle(edges: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


# floors


def test_every_room_has_its_floor() -> None:
    assert {room(name) for name in modules()} - {""} <= set(FLOOR)


def test_a_room_imports_from_lower_floors_only() -> None:
    wrong = [
        f"{found.importer} imports {found.imported}"
        for found in imports()
        if not allowed(room(found.importer), room(found.imported))
    ]
    assert wrong == []


def test_the_rooms_of_a_floor_would_be_told_apart() -> None:
    assert not allowed("ingest", "store") and not allowed("store", "ingest")
    assert not allowed("domain", "store") and not allowed("library", "cli") and not allowed("batch", "cli")
    assert allowed("cli", "batch") and allowed("questions", "llm") and allowed("domain", "errors")
    assert Import("eduapp.library", "eduapp.store", early=False) in imports()


def test_rooms_do_not_import_each_other_in_a_circle() -> None:
    edges: dict[str, set[str]] = {}
    for found in imports():
        importer, imported = room(found.importer), room(found.imported)
        if importer and imported and importer != imported:
            edges.setdefault(importer, set()).add(imported)
    assert cycle(edges) == []


def test_modules_do_not_need_each_other_to_be_imported() -> None:
    edges: dict[str, set[str]] = {}
    for found in imports():
        if found.early and found.importer != found.imported:
            edges.setdefault(found.importer, set()).add(found.imported)
    assert cycle(edges) == []


# lengths


def our_code() -> list[Path]:
    """The app's modules and scripts, without the tests."""
    paths = [path for path in TOP.rglob("*.py") if path.relative_to(TOP).parts[0] not in (*NOT_OURS, "tests")]
    return sorted(path for path in paths if not set(path.parts) & set(NOT_OURS))


def lengths() -> Iterator[tuple[str, int, int]]:
    """Each module and function with its lines and the most that it may have."""
    for path in our_code():
        name = path.relative_to(TOP).as_posix()
        yield name, len(path.read_text("utf-8").splitlines()), LONGEST_MODULE
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{name}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1, LONGEST_FUNCTION


def test_no_module_and_no_function_is_too_long() -> None:
    found = list(lengths())
    assert [(name, lines) for name, lines, most in found if lines > EXEMPT.get(name, most)] == []
    too_long = {name: lines for name, lines, most in found if lines > most}
    assert too_long == EXEMPT, "an exemption may only shrink, and goes when it isn't needed any more"


# names


def test_what_a_module_says_it_offers_is_there() -> None:
    for name, path in modules().items():
        offered = _offered(tree(path))
        assert len(set(offered)) == len(offered), name
        assert set(offered) <= _bound(tree(path)), name


def test_the_package_offers_what_it_says() -> None:
    assert sorted(eduapp.__all__) == eduapp.__all__
    assert all(hasattr(eduapp, name) for name in eduapp.__all__)


def _offered(module: ast.Module) -> list[str]:
    for node in module.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return ast.literal_eval(node.value)
    return []


def _bound(module: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {ast.unparse(target) for target in node.targets}
        elif isinstance(node, ast.AnnAssign):
            names.add(ast.unparse(node.target))
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names}
    return names


@pytest.mark.parametrize(
    "module", [name for known in EXPORTS.values() for name in (known.module, known.puzzle) if name]
)
def test_every_export_format_has_its_module(module: str) -> None:
    assert find_spec(module)


@pytest.mark.parametrize("module", sorted({known.module for known in READERS}))
def test_every_course_format_has_its_reader(module: str) -> None:
    assert find_spec(f"eduapp.ingest.{module}")


# the command line


def all_commands() -> list[tuple[str, Any]]:
    root = get_command(app)
    return [("eduapp", root), *commands(root, "eduapp")]


def test_the_verbs_are_those_of_the_contract() -> None:
    names = {name.removeprefix("eduapp ") for name, _ in all_commands()[1:]}
    assert names >= {"add", "show", "generate", "review", "export", "batch", "models list", "doctor", "demo"}


@pytest.mark.parametrize(("name", "command"), all_commands(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_command_says_what_it_does(name: str, command: Any) -> None:
    first = (command.help or "").strip().splitlines()[0]
    assert first.endswith(".") and len(first) <= 70
    assert [param.name for param in command.params if not param.help] == []
    assert f"\n## {name}\n" in page()


def test_the_page_of_the_command_line_is_not_stale() -> None:
    written = (TOP / "docs" / "cli.md").read_text("utf-8")
    assert written == page(), "make it anew: python -m eduapp.cli.docs > docs/cli.md"


# nothing of other machines, nothing of one


def test_tests_reach_no_network() -> None:
    with pytest.raises(AssertionError, match="tried to look up"):
        socket.getaddrinfo("example.org", 80)
    for address in ("127.0.0.1", "192.0.2.1"):
        with socket.socket() as one, pytest.raises(AssertionError, match="tried to reach"):
            one.connect((address, 9))


OF_ONE_MACHINE = {
    "a folder of one machine": re.compile(r"(?<![\w.~])/(?:home|Users|root|work|mnt)/[\w.-]+"),
    "a file address": re.compile(r"file:///\w"),
    "an address of a private network": re.compile(
        r"(?<![\d.])(?:10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}(?![\d.])"
    ),
    "a package registry": re.compile(
        r"(?:index[-_]url|trusted[-_]host|find[-_]links)|https?://[\w.-]*(?:pypi|artifactory|nexus|registry|mirror)"
    ),
}


def tracked_files() -> list[Path]:
    """What git tracks or would track; without git, all files but what is built."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(asked, cwd=TOP, capture_output=True, check=True, text=True).stdout
        paths = [TOP / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        paths = [path for path in TOP.rglob("*") if not set(path.relative_to(TOP).parts) & set(NOT_OURS)]
    return sorted(path for path in paths if path.is_file())


def test_no_file_knows_of_one_machine() -> None:
    found = []
    for path in tracked_files():
        content = path.read_bytes()
        if b"\0" in content[:8000]:
            continue
        text, name = content.decode("utf-8", "replace"), path.relative_to(TOP).as_posix()
        for what, pattern in OF_ONE_MACHINE.items():
            found += [f"{name}: {what}: {hit[0]}" for hit in pattern.finditer(text)]
    assert found == []


@pytest.mark.parametrize(
    "text",
    ["/h@ome/maria", "file:/@//opt", "10.@1.2.3", "192.@168.0.7", "--index@-url", "https:/@/my-mirror.example"],
)
def test_what_would_be_found(text: str) -> None:
    assert any(pattern.search(text.replace("@", "")) for pattern in OF_ONE_MACHINE.values())
