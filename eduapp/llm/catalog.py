"""The models that eduapp knows, and where their files are."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import re
import tomllib
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import Field, ValidationError

from eduapp import resources
from eduapp.domain.base import Model
from eduapp.errors import ModelError, NotFoundError
from eduapp.llm import records
from eduapp.llm.base import Forms
from eduapp.llm.gguf import check_header
from eduapp.llm.records import GGUF_NAME, NAME, Report, models_folder

STARTER = "starter"
REMOTE = "openai:"
BARE = "-base"
"""After the name of a model that has an adapter: the model without it."""
BYTES_A_NUMBER = 2
"""In the context's memory, which holds 16-bit numbers."""
WORKING_ROOM = 1.1
NEAR = 60
"""How alike two names must be, of 100, for one to be offered in place of the other."""
CHUNK = 1 << 20


_SIZE = re.compile(r"(\d+(?:\.\d+)?)b", re.IGNORECASE)
_WORDS = re.compile(r"[-_@/:\s]")


class ModelCard(Model):
    """A row of `models/catalog.toml`. `size` is in bytes, `context` in tokens, `sha256` in hex digits or empty.

    `optimize`: whether its fastest layout is looked for at first use, without being asked. `adapter`: a LoRA adapter
    that belongs to it, by its path below `models/`; where that isn't there, the model is used without. `forms`: the
    forms of prompts that the model, with its adapter if it has one, was trained on (see Completer).
    """

    name: str = Field(pattern=NAME)
    title: str
    licence: str
    file: str = Field(pattern=GGUF_NAME)
    repository: str = Field(default="", pattern=r"^([A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*)?$")
    revision: str = Field(default="main", pattern=r"^[A-Za-z0-9][\w.-]*$")
    package: str = ""
    install: str = ""
    size: int = Field(gt=0)
    sha256: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    parameters: int = Field(gt=0)
    context: int = Field(gt=0)
    layers: int = Field(gt=0)
    kv_heads: int = Field(gt=0)
    head_size: int = Field(gt=0)
    languages: tuple[str, ...]
    tier: Literal["any", "laptop", "desktop", "gpu"]
    optimize: bool = False
    adapter: str = Field(default="", pattern=r"^(([A-Za-z0-9][\w.-]*/)*[A-Za-z0-9][\w.-]*\.gguf)?$")
    forms: Forms = ""
    about: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Its name, and the name of the same without its adapter."""
        return (self.name, self.name + BARE) if self.adapter else (self.name,)

    def memory(self, tokens: int) -> int:
        """Bytes of memory that the model needs with a context of so many tokens, or its longest if that is shorter.

        The file, keys and values of each layer for each token in 16 bits, and a tenth of both as working room. A model
        with a sliding window needs less.
        """
        a_token = 2 * self.layers * self.kv_heads * self.head_size * BYTES_A_NUMBER
        return round((self.size + a_token * min(tokens, self.context)) * WORKING_ROOM)


class _Catalog(Model):
    model: tuple[ModelCard, ...]


class ModelFile(Model):
    """A GGUF file that is there and begins as one should, and the adapter to attach to it, if there is one.

    `size` is in bytes; `hash` is "sha256:" and 64 hex digits, and covers the adapter. The file is `trusted` if its
    digest is the one that the catalogue says. `forms`: see Completer.
    """

    name: str
    path: Path
    size: int
    hash: str
    card: ModelCard | None = None
    trusted: bool = False
    adapter: Path | None = None
    forms: Forms = ""


def catalog() -> list[ModelCard]:
    """The known models in the catalogue's order. Raises ModelError if the catalogue itself is broken."""
    path = resources.model_dir() / "catalog.toml"
    try:
        return list(_Catalog.model_validate(tomllib.loads(path.read_text("utf-8"))).model)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        problem = str(error).replace("\n", " ")
        raise ModelError(f"The catalogue of models can't be read: {problem}", where=str(path)) from error


def known_card(name: str) -> ModelCard | None:
    """The catalogue's row of that name, in capitals or not, with "-base" too; None if there is none."""
    wanted = name.casefold()
    return next((card for card in catalog() if wanted in (own.casefold() for own in card.names)), None)


def parameters_of(name: str) -> float:
    """How many parameters a model has, by the catalogue or else by its name ("llama3.2-3b"); 0 if neither tells."""
    if card := known_card(name):
        return card.parameters
    sizes = (_SIZE.fullmatch(word) for word in _WORDS.split(name))
    return max((float(size[1]) * 1e9 for size in sizes if size), default=0.0)


def find(spec: str) -> ModelFile:
    """The file of a model named in the catalogue, of one that the person added, or at a path.

    Raises NotFoundError for an unknown name, ModelError for a file that is missing or is no GGUF model.
    """
    if spec.startswith(REMOTE):
        raise NotFoundError("A model behind an address has no file here.", hint="Name a model of this machine.")
    if card := known_card(spec):
        bare = spec.casefold() != card.name.casefold()
        found = described(card.names[bare], installed(card), card)
        return found if bare else with_adapter(found, card)
    if spec.endswith(".gguf") or os.sep in spec:
        return _at(Path(spec))
    if record := records.known().get(spec.casefold()):
        return described(record.name, _still_there(record), None)
    if Path(spec).exists():
        return _at(Path(spec))
    raise unknown(spec)


def described(name: str, path: Path, card: ModelCard | None) -> ModelFile:
    """The file at a path as a model of that name. Raises ModelError if it is no GGUF model."""
    check_header(path)
    digest = file_hash(path)
    trusted = card is not None and digest == f"sha256:{card.sha256}"
    return ModelFile(name=name, path=path, size=path.stat().st_size, hash=digest, card=card, trusted=trusted)


def with_adapter(file: ModelFile, card: ModelCard) -> ModelFile:
    """The model with the card's adapter, if that is there, and with the forms that it was trained on."""
    path = resources.model_dir() / card.adapter
    if not card.adapter:
        return file.model_copy(update={"forms": card.forms})
    if not path.is_file():
        return file
    check_header(path)
    both = f"{file.hash}|{file_hash(path)}"
    digest = f"sha256:{hashlib.sha256(both.encode()).hexdigest()}"
    return file.model_copy(update={"adapter": path, "forms": card.forms, "hash": digest})


def unknown(name: str) -> NotFoundError:
    """The error for a name that no model has, with the names that are near it, or all."""
    from rapidfuzz import process, utils

    names = [name for card in catalog() for name in card.names] + [record.name for record in records.known().values()]
    near = process.extract(name, names, processor=utils.default_process, score_cutoff=NEAR, limit=3)
    if near:
        hint = f"Did you mean {' or '.join(match for match, *_ in near)}? `eduapp models list` shows all."
    else:
        hint = f"There are: {', '.join(names)}; or give the path of a GGUF file."
    return NotFoundError(f"There is no model {name!r}.", hint=hint, where=name)


def where(card: ModelCard) -> Path | None:
    """The card's file on this machine, or None."""
    return next((place / card.file for place in _places(card) if (place / card.file).is_file()), None)


def installed(card: ModelCard) -> Path:
    """The card's file on this machine. Raises ModelError with the way to get it if it isn't here."""
    if found := where(card):
        return found
    if card.install:
        way_out = f"{card.install}."
    else:
        way_out = f"Fetch it with `eduapp models pull {card.name}`, or bring {card.file} with `eduapp models add FILE`."
    raise ModelError(f"The model {card.name!r} isn't installed.", hint=way_out, where=card.file)


def is_installed(card: ModelCard) -> bool:
    """Whether the card's file is on this machine."""
    return where(card) is not None


def file_hash(path: Path, *, anew: bool = False, progress: Report | None = None) -> str:
    """The file's SHA-256 with its tag.

    Gigabytes take seconds, so the answer is kept in the user's cache folder for as long as path, size and time of
    change stay the same, unless it is wanted `anew`. A cache that can't be read or written only costs the time.
    """
    known = {} if anew else _read_hashes()
    if _key(path) in known:
        return known[_key(path)]
    digest = f"sha256:{digest_of(path, progress)}"
    remember_hash(path, digest)
    return digest


def digest_of(path: Path, progress: Report | None = None) -> str:
    """The SHA-256 of what is in the file now, as 64 hex digits; `progress` is told of the stage "Checking"."""
    digest, done, size = hashlib.sha256(), 0, path.stat().st_size
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            done += len(chunk)
            if progress:
                progress("Checking", done, size)
    return digest.hexdigest()


def remember_hash(path: Path, digest: str) -> None:
    """Keep a file's tagged SHA-256, so that it needn't be computed again while the file stays as it is."""
    _write_hashes(_read_hashes() | {_key(path): digest})


def _at(path: Path) -> ModelFile:
    path = path.expanduser()
    return described(path.stem, path, None)


def _still_there(record: records.Record) -> Path:
    if record.path.is_file():
        return record.path
    hint = f"Bring it back, or forget the model with `eduapp models remove {record.name}`."
    raise ModelError(f"The file of {record.name!r} isn't at {record.path} any more.", hint=hint, where=str(record.path))


def _places(card: ModelCard) -> list[Path]:
    # find_spec of a top-level package doesn't run its code: only the file in it is wanted
    spec = importlib.util.find_spec(card.package) if card.package else None
    carried = [Path(folder) for folder in spec.submodule_search_locations or ()] if spec else []
    return [*carried, models_folder()]


def _hashes_path() -> Path:
    return platformdirs.user_cache_path("eduapp") / "model-hashes.json"


def _key(path: Path) -> str:
    stat = path.stat()
    return f"{path.resolve()}|{stat.st_size}|{stat.st_mtime_ns}"


def _read_hashes() -> dict[str, str]:
    try:
        known = json.loads(_hashes_path().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _write_hashes(known: dict[str, str]) -> None:
    path = _hashes_path()
    draft = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(known, indent=1), "utf-8")
        draft.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
