"""Fetching, as far as it needs no server: what is refused, and how locks and the hub's answers are read."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from eduapp import settings
from eduapp.errors import InputError, ModelError, NotFoundError
from eduapp.llm import hub, records
from eduapp.llm.catalog import ModelCard, known_card
from eduapp.llm.pull import pull
from tests.llm.shelves import digest, gguf, row, set_up

MODEL = gguf(1)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    rows = [
        row("fox", MODEL),
        row("owl", MODEL, repository="", install="pip install owl"),
        row("ant", MODEL, sha256=""),
    ]
    return set_up(tmp_path, monkeypatch, *rows)


@pytest.fixture
def answers(monkeypatch):
    """Answers of the hub, given in turn; the requests that it got."""
    queue, asked = [], []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        found = queue.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    client = httpx.Client
    monkeypatch.setattr(httpx, "Client", lambda **options: client(**options, transport=httpx.MockTransport(answer)))
    return queue, asked


def redirect(to: str, **headers: str) -> httpx.Response:
    return httpx.Response(
        302, headers={"Location": to} | {key.replace("_", "-"): value for key, value in headers.items()}
    )


def test_an_unknown_name_and_a_path_are_refused(folder):
    for name in ("foxx", "../../etc/passwd", "/tmp/Fox-Q4.gguf", ""):
        with pytest.raises(NotFoundError) as caught:
            pull(name)
        assert caught.value.hint
    assert not folder.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("file", "../fox.gguf"),
        ("file", "/etc/fox.gguf"),
        ("file", "a\\fox.gguf"),
        ("file", "fox.exe"),
        ("repository", "../.."),
        ("repository", "a/b/c"),
        ("revision", "../main"),
        ("name", "a/b"),
        ("sha256", "abc"),
    ],
)
def test_a_card_can_name_no_place_outside(field, value):
    with pytest.raises(ValidationError, match=field):
        ModelCard.model_validate(row("fox", MODEL) | {field: value})


def test_a_card_without_a_repository_says_what_to_do(folder):
    with pytest.raises(ModelError, match=r"owl can't be fetched from the hub\. Instead, bring Owl-Q4\.gguf"):
        pull("owl")


def test_a_file_that_is_here_but_damaged_is_said_to_be(folder):
    folder.mkdir()
    (folder / "Fox-Q4.gguf").write_bytes(b"GGUF")
    with pytest.raises(ModelError, match=r"Fox-Q4\.gguf is cut off"):
        pull("fox")


def test_the_address_is_made_of_the_setting_and_the_card(monkeypatch):
    card = known_card("fox")
    assert hub.address(card) == f"{settings.HUB}/school/models/resolve/main/Fox-Q4.gguf"
    monkeypatch.setenv("EDUAPP_HUB", "http://models.school/hub/")
    assert hub.address(card) == "http://models.school/hub/school/models/resolve/main/Fox-Q4.gguf"


def test_the_disk_must_have_room(answers, monkeypatch, folder):
    queue, asked = answers
    queue.append(redirect("https://storage.example/x", X_Linked_Size="9000000000"))
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 10**9}))
    with pytest.raises(ModelError, match=r"^9\.0 GB are needed in .* and 1\.0 GB are free\."):
        pull("ant")
    assert [request.method for request in asked] == ["HEAD"] and list(folder.iterdir()) == []


def test_the_answer_of_a_hub_that_has_moved_its_repository_is_looked_for(answers):
    queue, asked = answers
    queue += [
        redirect("/new/place/resolve/main/Fox-Q4.gguf"),
        redirect("https://storage.example/x", X_Linked_Size="12", X_Linked_ETag=f'W/"{digest(MODEL).upper()}"'),
    ]
    with hub.connection() as client:
        assert hub.ask(client, known_card("fox")) == hub.Offer(12, digest(MODEL))
    assert [request.url.path for request in asked] == [
        "/school/models/resolve/main/Fox-Q4.gguf",
        "/new/place/resolve/main/Fox-Q4.gguf",
    ]


def test_a_hub_that_sends_in_circles_is_not_followed_for_ever(answers):
    queue, asked = answers
    queue += [redirect("/again") for _ in range(20)]
    with hub.connection() as client:
        assert hub.ask(client, known_card("fox")) == hub.Offer(None, "")
    assert len(asked) == 1 + hub.MOST_REDIRECTS


def test_a_token_does_not_follow_to_another_host_while_asking(answers, monkeypatch):
    monkeypatch.setenv("EDUAPP_HUB_TOKEN", "secret-key")
    queue, asked = answers
    queue.append(redirect("https://elsewhere.example/x"))
    with hub.connection() as client:
        hub.ask(client, known_card("fox"))
    assert [(request.url.host, request.headers["Authorization"]) for request in asked] == [
        ("huggingface.co", "Bearer secret-key")
    ]


def test_a_server_that_sends_the_file_itself_says_its_size(answers):
    queue, _ = answers
    queue.append(httpx.Response(200, headers={"Content-Length": "77", "ETag": '"not-a-digest"'}))
    with hub.connection() as client:
        assert hub.ask(client, known_card("fox")) == hub.Offer(77, "")


@pytest.mark.parametrize("error", [httpx.ConnectTimeout(""), httpx.ProxyError("no proxy"), httpx.ReadError("reset")])
def test_a_hub_out_of_reach_is_one_sentence(answers, error):
    answers[0].append(error)
    with pytest.raises(ModelError, match=r"could not be reached \(.+\)\. Check the connection, or bring "):
        pull("fox")


def test_a_redirect_to_nowhere_is_one_sentence(answers):
    queue, _ = answers
    queue += [redirect("https://storage.example/x", X_Linked_Size="12"), redirect("ftp://storage.example/x")]
    queue.append(httpx.UnsupportedProtocol("Request URL has an unsupported protocol 'ftp://'."))
    with pytest.raises(ModelError, match="could not be reached"):
        pull("ant")


def test_a_part_that_was_not_asked_for_is_not_taken(answers, folder):
    part = httpx.Response(206, headers={"Content-Range": "bytes 7-9/10"}, content=b"abc")
    nameless = httpx.Response(206, content=b"abc")
    queue, _ = answers
    queue += [redirect("https://storage.example/x", X_Linked_Size="10"), part, nameless, part, nameless]
    with pytest.raises(ModelError, match=r"the server didn't say which part it sends"):
        pull("ant")
    assert not records.fetched("Ant-Q4.gguf")


def test_a_file_of_unknown_length_is_whole_when_it_ends(answers):
    queue, _ = answers
    queue += [redirect("https://storage.example/x"), httpx.Response(200, content=iter([MODEL[:100], MODEL[100:]]))]
    assert pull("ant").read_bytes() == MODEL
    assert records.known()["ant"].checked == "nothing"


def test_a_file_that_ends_before_its_announced_length_is_kept_as_a_part(answers):
    queue, asked = answers
    queue.append(redirect("https://storage.example/x", X_Linked_Size=str(len(MODEL)), X_Linked_ETag=digest(MODEL)))
    queue += [httpx.Response(200, content=iter([MODEL[:100]])) for _ in range(4)]
    with pytest.raises(ModelError, match=r"0 of 0 MB are here \(the file ended early\)"):
        pull("ant")
    assert [request.headers.get("Range") for request in asked] == [None, None, *["bytes=100-"] * 3]
    assert records.fetched("Ant-Q4.gguf") == 100


# locks


def test_a_held_lock_is_refused_and_named(folder):
    with (
        records.busy("Fox-Q4.gguf"),
        pytest.raises(ModelError, match=r"Another eduapp is at work on Fox-Q4\.gguf\.") as caught,
        records.busy("Fox-Q4.gguf"),
    ):
        pass
    assert str(folder / "Fox-Q4.gguf.lock") in caught.value.hint
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("signed", "age", "taken_over"),
    [
        ("{dead} {here}", 0, True),
        ("{alive} {here}", 0, False),
        ("{dead} another-machine", 0, False),
        ("99999999999999999999 {here}", 0, True),
        ("", 0, False),
        ("", 60, True),
        ("\udcff", 60, False),
    ],
)
def test_a_lock_left_behind_is_taken_over(folder, signed, age, taken_over):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    lock = records.made_folder() / "x.lock"
    text = signed.format(dead=ended.pid, alive=os.getpid(), here=platform.node())
    lock.write_bytes(text.encode("utf-8", "surrogateescape"))
    os.utime(lock, (lock.stat().st_atime - age, lock.stat().st_mtime - age))
    if taken_over:
        with records.locked(lock, "held"):
            assert lock.read_text() == f"{os.getpid()} {platform.node()}"
    else:
        with pytest.raises(ModelError, match="held"), records.locked(lock, "held"):
            pass
    assert sorted(path.name for path in folder.iterdir()) == ([] if taken_over else ["x.lock"])


def test_processes_do_not_lose_each_others_rows(folder):
    code = """
import sys
from datetime import UTC, datetime
from eduapp.llm.records import Record, remember
for number in range(6):
    name = f"m{sys.argv[1]}-{number}"
    remember(Record(name=name, file=name + ".gguf", size=1, sha256="0" * 64, origin="x", added=datetime.now(UTC)))
"""
    running = [subprocess.Popen([sys.executable, "-c", code, str(number)]) for number in range(3)]
    assert [process.wait(timeout=60) for process in running] == [0, 0, 0]
    assert set(records.known()) == {f"m{one}-{number}" for one in range(3) for number in range(6)}
    assert [path.name for path in folder.iterdir()] == ["models.json"]


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("EDUAPP_MODELS", str(tmp_path / "file"))
    with pytest.raises(ModelError, match=r"The models folder .*file can't be written to: .+\. Ask for"):
        pull("fox")


@given(st.text(max_size=12))
def test_a_record_names_no_place_outside_the_folder(name):
    fields = {"name": "x", "size": 1, "sha256": "0" * 64, "origin": "x", "added": "2026-01-01T00:00:00Z"}
    try:
        record = records.Record.model_validate(fields | {"file": f"{name}.gguf"})
    except ValidationError:
        return
    assert record.path.parent == records.models_folder() and record.path.name == f"{name}.gguf"


@pytest.mark.parametrize("changes", [{"file": "/etc/passwd"}, {"file": "../x.gguf"}, {"in_place": True}, {"file": ""}])
def test_a_record_that_points_elsewhere_is_refused(changes):
    fields = {"name": "x", "file": "x.gguf", "size": 1, "sha256": "0" * 64, "origin": "x", "added": "2026-01-01"}
    with pytest.raises(ValidationError, match="is no place for a model"):
        records.Record.model_validate(fields | changes)


def test_a_name_is_remembered_once(folder):
    fields = {"name": "x", "file": "x.gguf", "size": 1, "sha256": "0" * 64, "origin": "x", "added": "2026-01-01"}
    records.remember(records.Record.model_validate(fields))
    with pytest.raises(InputError, match="There is a model 'X' already"):
        records.remember(records.Record.model_validate(fields | {"name": "X"}))
    records.remember(records.Record.model_validate(fields | {"size": 2}), anew=True)
    assert records.known()["x"].size == 2


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff", b'{"models": [{"name": "x"}]}'])
def test_a_broken_list_of_models_is_one_sentence_and_costs_no_catalogued_model(folder, content):
    folder.mkdir()
    (folder / "models.json").write_bytes(content)
    with pytest.raises(ModelError, match=r"can't be read\. Delete it, and add your models again"):
        records.known()
    (folder / "Fox-Q4.gguf").write_bytes(MODEL)
    assert pull("fox") == folder / "Fox-Q4.gguf"
