"""The teacher's page in a real browser, with the real worker: safe, usable by all, and losing nothing."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from eduapp.domain.item import edited
from eduapp.domain.job import JobState
from eduapp.library import Library, open_library
from eduapp.resources import sample
from tests.e2e.served import Served, environment, serve, settled, turn_to, window
from tests.ui.hostile import HOSTILE

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")

pytestmark = pytest.mark.e2e

TITLES = ("Start", "Library", "Generate", "Crossword", "Review", "Grade", "Export", "Models", "Settings")
BAD = ("serious", "critical")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`eduapp ui` without a language model, with a library that has a text, a set and a crossword in it."""
    folder = tmp_path_factory.mktemp("page")
    with open_library(environment(folder)["EDUAPP_LIBRARY"]) as lib:
        source = lib.add(sample("biology.pdf"))[0]
        made = lib.generate(source, "all-levels", 12, model="none")
        for number, item in enumerate(made.items):
            hostile = [HOSTILE[(2 * number + part) % (len(HOSTILE) - 1)] for part in (0, 1)]
            changes = {"stem": f"{hostile[0]} ({number})", "rationale": hostile[1]}
            lib._store.revise(edited(item, changes), "A. Teacher")  # without the checks, which take their time
    with serve(folder, EDUAPP_MODEL="none") as running:
        yield running


@pytest.fixture
def lib(served: Served) -> Iterator[Library]:
    """The library that the page shows, opened by another program."""
    with open_library(str(served.library)) as opened:
        yield opened


def pages(page) -> list[str]:
    """The titles of the pages that there are, in order."""
    listed = page.get_by_test_id("stSidebarNav").get_by_role("link")
    sync_api.expect(listed.first).to_be_visible()
    found = [one.strip() for one in listed.all_inner_texts()]
    return [title for title in TITLES if any(one.endswith(title) for one in found)]


def is_drawn(page) -> None:
    settled(page)
    sync_api.expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.get_by_test_id("stException").count() == 0


# safe


def test_nothing_of_a_hostile_set_acts_on_any_page(chromium, served: Served) -> None:
    with window(chromium, served) as page:
        for title in pages(page):
            turn_to(page, title)
            is_drawn(page)
            inert = page.evaluate(
                """() => [...document.querySelectorAll('[data-testid=stMain] *')].filter((one) =>
                    one.matches('img[src^="x"], iframe, object, embed, .katex, a[href*="example.org"]')
                    || [...one.attributes].some((a) => a.name.startsWith('on') || /^javascript:/i.test(a.value))
                ).map((one) => one.outerHTML.slice(0, 200))"""
            )
            assert inert == [], title
        turn_to(page, "Generate")
        said = page.get_by_test_id("stMain").inner_text()
        assert "<img src=x onerror=alert(1)>" in said and "[a link](https" in said, "the words are there as they are"


def test_an_upload_with_a_hostile_name_and_text_is_a_text(
    chromium, served: Served, tmp_path: Path, lib: Library
) -> None:
    name = "<img src=x onerror=alert(9)> $x$ [a](javascript:alert(1)) ={1+1}.txt"
    text = "\n\n".join(f"The cell is a unit that {line}." for line in HOSTILE)
    (tmp_path / name).write_text(text.replace("\x00", ""), "utf-8")
    with window(chromium, served) as page:
        turn_to(page, "Library")
        page.locator("input[type=file]").set_input_files(tmp_path / name)
        sync_api.expect(page.get_by_role("combobox", name="Course text")).to_have_value(re.compile("onerror=alert"))
        sync_api.expect(page.get_by_role("progressbar")).to_have_count(0)
        settled(page)
        page.get_by_role("tab", name="Text").click()
        sync_api.expect(page.get_by_text("{{7*7}} ${7*7}").first).to_be_visible()
        settled(page)
    assert "onerror=alert(9)" in lib.source().name and "/" not in lib.source().name


def test_a_file_that_cannot_be_read_says_why(chromium, served: Served, tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    with window(chromium, served) as page:
        page.locator("input[type=file]").set_input_files(tmp_path / "scan.pdf")
        sync_api.expect(page.get_by_role("alert").filter(has_text="scan.pdf is")).to_be_visible()
        page.get_by_role("button", name="Put aside").click()
        sync_api.expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize(("header", "value"), [("Host", "evil.example"), ("Origin", "http://evil.example")])
def test_a_page_of_another_site_gets_no_connection(served: Served, header: str, value: str) -> None:
    port = int(served.address.rpartition(":")[2])
    asked = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    asked |= {"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Host": f"127.0.0.1:{port}", "Origin": served.address}
    assert answer(port, asked) == 101, "the page itself gets one"
    assert answer(port, asked | {header: value}) in (400, 403)


def answer(port: int, headers: dict[str, str]) -> int:
    """The status that a browser gets which asks for the page's connection with these headers."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(f"GET /_stcore/stream HTTP/1.1\r\n{lines}\r\n".encode())
        return int(line.recv(200).split()[1])


def test_it_listens_on_this_machine_alone(served: Served) -> None:
    port = served.address.rpartition(":")[2]
    listening = Path("/proc/net/tcp").read_text("ascii").splitlines()[1:] if os.path.exists("/proc/net/tcp") else []
    ours = [line.split()[1] for line in listening if line.split()[1].endswith(f":{int(port):04X}")]
    assert {address.split(":")[0] for address in ours if address} <= {"0100007F"}
    with urllib.request.urlopen(served.address, timeout=20) as reply:
        assert "default-src 'self'" in reply.headers["content-security-policy"]


# usable by all


def serious(page) -> list[str]:
    """What axe finds wrong with a page, and still does a while later: what is drawn anew fades in."""
    told = []
    for _ in range(6):
        page.wait_for_timeout(1000)
        violations = Axe().run(page).response["violations"]
        told = [
            f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
            for one in violations
            if one["impact"] in BAD
            for node in one["nodes"]
        ]
        if not told:
            break
    return told


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_page(chromium, served: Served, theme: str) -> None:
    with window(chromium, served, color_scheme=theme) as page:
        found = {}
        for title in pages(page):
            turn_to(page, title)
            is_drawn(page)
            told = serious(page)
            found |= {title: told} if told else {}
    assert found == {}


def test_a_narrow_or_enlarged_window_needs_no_sideways_scrolling(chromium, served: Served) -> None:
    with window(chromium, served, viewport={"width": 512, "height": 450}) as page:
        for title in ("library", "generate", "models", "settings", ""):
            page.goto(f"{served.address}/{title}")
            is_drawn(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= 512, title


def test_questions_are_asked_for_by_keyboard_alone(chromium, served: Served, lib: Library) -> None:
    with window(chromium, served) as page:
        page.goto(f"{served.address}/generate?source={lib.source('biology').id}")
        is_drawn(page)
        page.get_by_label("How many questions").focus()
        page.keyboard.press("Control+A")
        page.keyboard.type("3")
        page.keyboard.press("Tab")
        sync_api.expect(page.get_by_role("button", name="Generate 3 questions")).to_be_visible()
        page.keyboard.press("Control+Enter")
        sync_api.expect(page.get_by_text("Last made: Quick quiz, 3 questions")).to_be_visible()
    assert lib.jobs(kinds=("generate",))[0].state is JobState.DONE


# nothing is lost


def test_a_reload_and_a_second_tab_and_a_command_see_the_same_work(chromium, served: Served, lib: Library) -> None:
    source = lib.source("biology").id
    known = {"source": source, "by": "command line", "state": JobState.RUNNING}
    job = lib._store.jobs.add("generate", "biology.pdf", {}, **known)
    with window(chromium, served) as page, window(chromium, served) as other:
        page.goto(f"{served.address}/generate?source={source}")
        for tab in (page, other):
            lib._store.jobs.tell(job.id, stage="model", done=3, total=9)
            sync_api.expect(tab.get_by_text("Generating from biology.pdf").first).to_be_visible()
        page.reload()
        lib._store.jobs.tell(job.id, stage="check", done=50, total=90)
        sync_api.expect(page.get_by_text("Checking every question").first).to_be_visible()
        command = [sys.executable, "-m", "eduapp.cli", "jobs", "--open", "--json"]
        env = os.environ | {"EDUAPP_LIBRARY": str(served.library)}
        seen = json.loads(subprocess.run(command, env=env, capture_output=True, check=True, text=True).stdout)["jobs"]
        assert [one["id"] for one in seen] == [job.id]
        lib._store.jobs.end(job.id, JobState.DONE)
        for tab in (page, other):
            sync_api.expect(tab.get_by_text("Generating from biology.pdf")).to_have_count(0)


def test_work_of_the_command_line_is_seen_and_stopped_on_the_page(chromium, served: Served, lib: Library) -> None:
    running = lib._store.jobs.add("crossword", "history.docx", {}, by="command line", state=JobState.RUNNING)
    with window(chromium, served) as page:
        page.get_by_test_id("stSidebar").get_by_role("button", name="Stop").click()
        sync_api.expect(page.get_by_text("Stopping, with what there is so far")).to_be_visible()
    assert lib.job(running.id).cancelling
    lib._store.jobs.end(running.id, JobState.CANCELLED)
