"""The teacher's page as a teacher gets it: the real command in a process of its own, looked at in a real Chromium."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync"
).split()
PATIENCE = 60_000
"""Milliseconds that a test waits for what the page shows: a machine with two busy cores is slow."""


@dataclass
class Served:
    """A running `eduapp ui`: its address, its process, its library's folder, and the seconds it took to answer."""

    address: str
    process: subprocess.Popen
    library: Path
    seconds: float
    printed: list[str] = field(default_factory=list)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a person who has just installed eduapp, with all that it writes below `folder`."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("EDUAPP_")}
    own = {"HOME": "home", "XDG_DATA_HOME": "data", "XDG_CACHE_HOME": "cache", "XDG_CONFIG_HOME": "config"}
    own |= {"EDUAPP_LIBRARY": "library", "EDUAPP_CONFIG": "settings"}
    return kept | {name: str(folder / part) for name, part in own.items()} | {"EDUAPP_REVIEWER": "A. Teacher"} | more


@contextmanager
def serve(folder: Path, port: int | None = None, **more: str) -> Iterator[Served]:
    """`eduapp ui` on a free port, or a given one, with a library of its own, until the end of the block."""
    env, began = environment(folder, **more), time.monotonic()
    command = [sys.executable, "-m", "eduapp.cli", "ui", "--no-browser", "--port", str(port or free_port())]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    first = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+", first)
    served = Served(found[0] if found else "", process, Path(env["EDUAPP_LIBRARY"]), time.monotonic() - began, [first])
    reader = threading.Thread(target=lambda: served.printed.extend(process.stdout), daemon=True)
    reader.start()
    try:
        assert served.address, first
        yield served
    finally:
        process.terminate()
        process.wait(30)
        reader.join(10)
        process.stdout.close()
    assert "Traceback" not in "".join(served.printed), "".join(served.printed)


@contextmanager
def window(browser, served: Served, **options: object) -> Iterator:
    """A page of the browser at the served address, in which nothing may fail, and from which nothing may leave."""
    from playwright.sync_api import expect

    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "en-GB"} | options)
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    problems: list[str] = []
    context.on("weberror", lambda problem: problems.append(str(problem.error)))
    context.on("console", lambda said: problems.append(f"{said.text} at {said.location}") if is_trouble(said) else None)
    context.on("request", lambda request: None if is_here(request.url) else problems.append(f"asked for {request.url}"))
    context.on("dialog", lambda dialog: (problems.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
    page = context.new_page()
    page.goto(served.address)
    yield page
    context.close()
    assert not problems, "\n".join(problems)


def is_trouble(said) -> bool:
    """Whether a line of the browser's console tells of trouble.

    Streamlit looks for its server below the page's own path first, and finds it one step up. A picture that
    the page has replaced may be gone when the browser asks for it; those that stand are looked at by their own tests.
    """
    at = said.location.get("url", "")
    is_gone = at.endswith(("/_stcore/health", "/_stcore/host-config")) or "/media/" in at
    return said.type == "error" and not ("404" in said.text and is_gone)


def is_here(address: str) -> bool:
    """Whether an address is one of this machine, or no address of a machine at all."""
    parts = urlsplit(address)
    return parts.scheme in ("data", "blob", "about") or parts.hostname in ("127.0.0.1", "localhost")


def turn_to(page, title: str) -> None:
    """Go to a page of the app by its name in the sidebar, and wait until it is drawn."""
    from playwright.sync_api import expect

    link = page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True)
    expect(link).to_be_visible()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_be_visible()
    is_there = urlsplit(page.url).path.strip("/") == ("" if title == "Start" else title.lower())
    before = heading.inner_text()
    link.click()
    if not is_there:
        expect(heading).not_to_have_text(before)
    settled(page)


def settled(page) -> None:
    """Wait until the page has nothing more to draw."""
    from playwright.sync_api import expect

    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
