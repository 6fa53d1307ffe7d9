"""Fetching from a hub on this machine that behaves as the real one does, or as badly as one may."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from eduapp.errors import EduappError, ModelError
from eduapp.llm import records
from eduapp.llm.catalog import find
from eduapp.llm.pull import pull
from tests.llm.shelves import digest, gguf, row, set_up

pytestmark = pytest.mark.e2e

MODEL = gguf(1, 300_000)
OTHER = gguf(2, 300_000)
FILE = "Fox-Q4.gguf"


@dataclass
class Asked:
    """A request as it came."""

    server: str
    method: str
    path: str
    range: str
    token: str


@dataclass
class Hub:
    """A hub, and the storage that it sends people on to, with the faults that a test gives them."""

    content: bytes = MODEL
    size: int = len(MODEL)
    sha256: str = digest(MODEL)
    status: int = 302
    error_code: str = ""
    storage_status: list[int] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    ranges: bool = True
    announced: bool = True
    etag: str = '"one"'
    pace: float = 0.0
    asked: list[Asked] = field(default_factory=list)
    address: str = ""
    storage: str = ""

    def paths(self) -> list[str]:
        return [f"{one.server} {one.method} {one.range}".strip() for one in self.asked]


def handler(hub: Hub, server: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_HEAD(self) -> None:
            self.answer()

        def do_GET(self) -> None:
            self.answer()

        def answer(self) -> None:
            headers = self.headers
            token = headers.get("Authorization", "")
            hub.asked.append(Asked(server, self.command, self.path, headers.get("Range", ""), token))
            self.redirect() if server == "hub" else self.send_file()

        def redirect(self) -> None:
            self.send_response(hub.status)
            if hub.status == 302:
                self.send_header("Location", f"{hub.storage}/blob?signed=1")
                if hub.announced:
                    self.send_header("X-Linked-Size", str(hub.size))
                    self.send_header("X-Linked-ETag", f'"{hub.sha256}"' if hub.sha256 else '"abc"')
            if hub.error_code:
                self.send_header("X-Error-Code", hub.error_code)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def send_file(self) -> None:
            if hub.storage_status:
                self.send_response(hub.storage_status.pop(0))
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            start, wanted = 0, self.headers.get("Range", "")
            if wanted and hub.ranges and self.headers.get("If-Range", hub.etag) == hub.etag:
                start = int(wanted.removeprefix("bytes=").rstrip("-"))
            if start >= len(hub.content):
                self.send_error(416)
                return
            self.send_response(206 if start else 200)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(hub.content) - 1}/{len(hub.content)}")
            self.send_header("Content-Length", str(len(hub.content) - start))
            self.send_header("ETag", hub.etag)
            self.end_headers()
            self.send_bytes(hub.content[start:], hub.cuts.pop(0) if hub.cuts else None)

        def send_bytes(self, rest: bytes, cut: int | None) -> None:
            for place in range(0, len(rest), 10_000):
                if cut is not None and place >= cut:
                    self.close_connection = True
                    return
                try:
                    self.wfile.write(rest[place : place + 10_000])
                except ConnectionError:  # whoever asked has gone
                    return
                time.sleep(hub.pace)

    return Handler


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub that offers the model "fox", which the catalogue knows without a digest, and "owl", with one."""
    rows = [row("fox", MODEL, sha256=""), row("owl", MODEL, revision="v1.0", package="")]
    set_up(tmp_path, monkeypatch, *rows)
    served, servers = Hub(), []
    for name in ("hub", "storage"):
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler(served, name))
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        servers.append((server, thread))
    served.address, served.storage = (f"http://127.0.0.1:{server.server_port}" for server, _ in servers)
    monkeypatch.setenv("EDUAPP_HUB", f"{served.address}/")
    yield served
    for server, thread in servers:
        server.shutdown()
        server.server_close()
        thread.join()


def files() -> list[str]:
    return sorted(path.name for path in records.models_folder().iterdir())


def refused(name: str = "fox") -> EduappError:
    with pytest.raises(ModelError) as caught:
        pull(name)
    return caught.value


def test_a_model_is_fetched_checked_and_found(hub: Hub) -> None:
    stages: list[tuple[str, int, int]] = []
    path = pull("OWL", progress=lambda *stage: stages.append(stage))
    assert path.read_bytes() == MODEL and files() == ["Owl-Q4.gguf", "models.json"]
    assert stages[-1] == ("Checking", len(MODEL), len(MODEL)) and ("Fetching", len(MODEL), len(MODEL)) in stages
    assert [done for stage, done, _ in stages if stage == "Fetching"] == sorted(
        {done for s, done, _ in stages if s == "Fetching"}
    )
    assert [one.path for one in hub.asked] == [*["/school/models/resolve/v1.0/Owl-Q4.gguf"] * 2, "/blob?signed=1"]
    record = records.known()["owl"]
    assert (record.sha256, record.size, record.checked) == (digest(MODEL), len(MODEL), "catalogue")
    assert record.origin == f"{hub.address}/school/models/resolve/v1.0/Owl-Q4.gguf"
    assert find("owl").trusted


def test_a_model_that_is_here_is_not_fetched_again(hub: Hub) -> None:
    first = pull("fox")
    hub.asked.clear()
    assert pull("fox") == first and hub.asked == []


def test_the_digest_may_come_from_the_hub_alone(hub: Hub) -> None:
    pull("fox")
    assert records.known()["fox"].checked == "hub"
    assert not find("fox").trusted


@pytest.mark.parametrize("announced", [True, False])
def test_without_any_digest_nothing_is_claimed(hub: Hub, announced: bool) -> None:
    hub.sha256, hub.announced = "", announced
    assert pull("fox").read_bytes() == MODEL
    assert records.known()["fox"].checked == "nothing"


def test_a_line_cut_once_is_taken_up_where_it_was_cut(hub: Hub) -> None:
    hub.cuts = [100_000]
    assert pull("fox").read_bytes() == MODEL
    assert hub.paths()[-1] == "storage GET bytes=100000-"


def test_a_line_cut_always_keeps_the_part_and_says_how_to_go_on(hub: Hub) -> None:
    hub.cuts = [30_000] * 4
    error = refused()
    assert error.message.startswith("fox could not be fetched whole: 0 of 0 MB are here")
    assert error.hint == "They are kept: `eduapp models pull fox` continues there."
    assert files() == ["Fox-Q4.gguf.part", "Fox-Q4.gguf.part.json"] and records.fetched(FILE) == 120_000
    hub.asked.clear()
    assert pull("fox").read_bytes() == MODEL
    assert hub.paths()[-1] == "storage GET bytes=120000-" and files() == [FILE, "models.json"]


def test_progress_buys_further_tries(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eduapp.llm.pull.MEANINGFUL", 20_000)
    hub.cuts = [30_000] * 9
    assert pull("fox").read_bytes() == MODEL


def test_a_busy_storage_is_tried_again(hub: Hub) -> None:
    hub.storage_status = [503, 429]
    assert pull("fox").read_bytes() == MODEL


def test_a_part_of_another_file_is_not_continued(hub: Hub) -> None:
    hub.cuts = [30_000] * 4
    refused()
    hub.content, hub.sha256 = OTHER, digest(OTHER)
    assert pull("fox").read_bytes() == OTHER
    assert hub.paths()[-1] == "storage GET"


@pytest.mark.parametrize("changed", [True, False])
def test_without_a_digest_the_etag_says_whether_the_file_is_the_same(hub: Hub, changed: bool) -> None:
    hub.sha256, hub.cuts = "", [30_000] * 4
    refused()
    hub.asked.clear()
    if changed:
        hub.content, hub.etag = OTHER, '"two"'
    assert pull("fox").read_bytes() == (OTHER if changed else MODEL)
    assert hub.paths()[-1] == "storage GET bytes=120000-"


def test_without_digest_or_strong_etag_it_begins_anew(hub: Hub) -> None:
    hub.sha256, hub.etag, hub.cuts = "", 'W/"weak"', [30_000]
    assert pull("fox").read_bytes() == MODEL
    assert hub.paths()[-1] == "storage GET"


def test_a_server_that_ignores_ranges_is_read_from_the_beginning(hub: Hub) -> None:
    hub.cuts, hub.ranges = [100_000], False
    assert pull("fox").read_bytes() == MODEL
    assert hub.paths()[-1] == "storage GET bytes=100000-"


def test_a_part_that_is_whole_is_only_checked(hub: Hub) -> None:
    hub.cuts = [30_000] * 4
    refused()
    records.part_of(FILE).write_bytes(MODEL)
    hub.asked.clear()
    assert pull("fox").read_bytes() == MODEL and hub.paths() == ["hub HEAD"]


def test_a_part_longer_than_the_file_is_dropped(hub: Hub) -> None:
    hub.cuts = [30_000] * 4
    refused()
    records.part_of(FILE).write_bytes(MODEL + b"more")
    assert pull("fox").read_bytes() == MODEL


def test_a_file_that_has_become_shorter_begins_anew(hub: Hub) -> None:
    hub.sha256, hub.announced, hub.cuts = "", False, [30_000] * 4
    refused()
    hub.content = gguf(3, 50_000)
    assert pull("fox").read_bytes() == hub.content
    assert [path for path in hub.paths() if path.startswith("storage")][-2:] == [
        "storage GET bytes=120000-",
        "storage GET",
    ]


@pytest.mark.parametrize("size", [200_000, 400_000])
def test_a_size_that_is_not_true_is_refused(hub: Hub, size: int) -> None:
    hub.size = size
    error = refused()
    assert error.message == f"The hub announced {size:,} bytes of {FILE}, but sent 300,000."
    assert files() == []


def test_a_wrong_file_is_never_put_in_place(hub: Hub) -> None:
    hub.content = OTHER
    error = refused()
    assert error.message.startswith(f"What came isn't {FILE}: its checksum is ") and "removed" in error.hint
    assert files() == []


def test_a_file_changed_on_the_hub_is_not_even_fetched(hub: Hub) -> None:
    hub.content, hub.sha256 = OTHER, digest(OTHER)
    assert refused("owl").message == "The hub has another Owl-Q4.gguf than the one that eduapp knows."
    assert hub.paths() == ["hub HEAD"] and files() == []


def test_what_is_no_model_is_refused_even_if_its_digest_is_right(hub: Hub) -> None:
    hub.content = b"<!DOCTYPE html><title>Sign in</title>" + bytes(1000)
    hub.size, hub.sha256 = len(hub.content), digest(hub.content)
    assert "is a web page, not a model" in refused().message
    assert files() == []


@pytest.mark.parametrize(
    ("status", "code", "message", "hint"),
    [
        (404, "EntryNotFound", "has no Fox-Q4.gguf in school/models.", "Instead, bring Fox-Q4.gguf"),
        (401, "RepoNotFound", "has no Fox-Q4.gguf in school/models.", "eduapp models add FILE"),
        (401, "GatedRepo", "fox needs an account on", "EDUAPP_HUB_TOKEN"),
        (403, "", "fox needs an account on", "Accept its terms at"),
        (500, "", "answered 500.", "Try again later, or bring"),
    ],
)
def test_what_the_hub_refuses_is_said(hub: Hub, status: int, code: str, message: str, hint: str) -> None:
    hub.status, hub.error_code = status, code
    error = refused()
    assert message in error.message and hint in error.hint and files() == []


def test_a_refusal_of_the_storage_is_not_tried_again(hub: Hub) -> None:
    hub.storage_status = [403]
    assert "needs an account" in refused().message
    assert hub.paths() == ["hub HEAD", "hub GET", "storage GET"]


def test_a_hub_that_is_not_there(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDUAPP_HUB", "http://127.0.0.1:9")
    error = refused()
    assert error.message.startswith("http://127.0.0.1:9 could not be reached (")
    assert error.hint == "Check the connection, or bring Fox-Q4.gguf from elsewhere and run `eduapp models add FILE`."


def test_a_token_is_shown_to_the_hub_and_to_nobody_else(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDUAPP_HUB_TOKEN", "secret-key")
    pull("fox")
    assert {(one.server, one.token) for one in hub.asked} == {("hub", "Bearer secret-key"), ("storage", "")}
    assert "secret-key" not in (records.models_folder() / "models.json").read_text()


def test_a_token_is_never_printed(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDUAPP_HUB_TOKEN", "secret-key")
    hub.status = 403
    assert "secret-key" not in str(refused())


def test_a_fetch_that_is_cancelled_keeps_its_part(hub: Hub) -> None:
    with pytest.raises(ModelError, match="Fetching fox was stopped"):
        pull("fox", cancelled=lambda: records.fetched(FILE) > 100_000)
    assert files() == ["Fox-Q4.gguf.part", "Fox-Q4.gguf.part.json"]
    hub.asked.clear()
    assert pull("fox").read_bytes() == MODEL and "bytes=" in hub.paths()[-1]


def test_two_at_once_fetch_it_once(hub: Hub) -> None:
    hub.pace = 0.01
    errors: list[EduappError] = []
    with pytest.raises(KeyboardInterrupt):
        pull("fox", progress=lambda *_: (errors.append(refused()), _interrupt()))
    assert errors[0].message == "Another eduapp is at work on Fox-Q4.gguf."
    assert pull("fox").read_bytes() == MODEL


def _interrupt() -> None:
    raise KeyboardInterrupt


def pulling(folder: Path) -> subprocess.Popen[str]:
    """The command at work in a process of its own, when a part of the file has come."""
    code = (
        "import sys; from pathlib import Path; from eduapp import resources; from eduapp.cli import main;"
        f"resources.model_dir = lambda: Path({str(folder / 'catalogue')!r});"
        "sys.exit(main(['models', 'pull', 'fox']))"
    )
    running = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 60
    while records.fetched(FILE) < 50_000 and time.monotonic() < until:
        time.sleep(0.02)
    return running


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent otherwise there")
def test_ctrl_c_keeps_the_part_and_says_so(hub: Hub, tmp_path: Path) -> None:
    hub.pace = 0.05
    running = pulling(tmp_path)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=30)
    assert running.returncode == 130
    assert "What came of fox is kept: `eduapp models pull fox` continues there." in said and "Traceback" not in said
    assert files() == ["Fox-Q4.gguf.part", "Fox-Q4.gguf.part.json"] and records.fetched(FILE) >= 50_000


def test_a_process_that_was_killed_is_taken_over_from(hub: Hub, tmp_path: Path) -> None:
    hub.pace = 0.05
    running = pulling(tmp_path)
    assert refused().message == "Another eduapp is at work on Fox-Q4.gguf."
    running.kill()
    running.communicate(timeout=30)
    assert f"{FILE}.lock" in files()
    hub.pace = 0.0
    assert pull("fox").read_bytes() == MODEL
    assert "bytes=" in hub.paths()[-1] and files() == [FILE, "models.json"]
