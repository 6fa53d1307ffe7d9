"""The models that eduapp knows, and where their files are."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import tomllib
from pathlib import Path

import platformdirs
from pydantic import ValidationError

from eduapp import resources
from eduapp.domain.base import Model
from eduapp.errors import ModelError, NotFoundError
from eduapp.llm.gguf import check_header

STARTER = "starter"


class ModelCard(Model):
    """A row of `models/catalog.toml`. `size` is in bytes, `context` in tokens."""

    name: str
    title: str
    licence: str
    file: str
    package: str = ""
    install: str = ""
    parameters: int
    size: int
    context: int
    languages: tuple[str, ...]
    tier: str
    about: str = ""


class _Catalog(Model):
    model: tuple[ModelCard, ...]


class ModelFile(Model):
    """A GGUF file that is there and begins as one should. `size` is in bytes; `hash` is "sha256:" and 64 hex digits."""

    name: str
    path: Path
    size: int
    hash: str
    card: ModelCard | None = None


def catalog() -> list[ModelCard]:
    """The known models in the catalogue's order. Raises ModelError if the catalogue itself is broken."""
    path = resources.model_dir() / "catalog.toml"
    try:
        return list(_Catalog.model_validate(tomllib.loads(path.read_text("utf-8"))).model)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        problem = str(error).replace("\n", " ")
        raise ModelError(f"The catalogue of models can't be read: {problem}", where=str(path)) from error


def find(spec: str) -> ModelFile:
    """The file of a model named in the catalogue, or at a path.

    Raises NotFoundError for an unknown name, ModelError for a file that is missing or is no GGUF model.
    """
    cards = {card.name: card for card in catalog()}
    if spec in cards:
        return _described(spec, _installed(cards[spec]), cards[spec])
    if spec.endswith(".gguf") or os.sep in spec or Path(spec).exists():
        path = Path(spec).expanduser()
        return _described(path.stem, path, None)
    hint = f"There are: {', '.join(cards)}; or give the path of a GGUF file."
    raise NotFoundError(f"There is no model {spec!r}.", hint=hint, where=spec)


def is_installed(card: ModelCard) -> bool:
    """Whether the card's file is on this machine."""
    return any((place / card.file).is_file() for place in _places(card))


def models_folder() -> Path:
    """Where a person puts model files of their own: the environment's EDUAPP_MODELS, or in the user's data folder."""
    return Path(os.environ.get("EDUAPP_MODELS") or platformdirs.user_data_path("eduapp") / "models").expanduser()


def file_hash(path: Path) -> str:
    """The file's SHA-256 with its tag.

    Gigabytes take seconds, so the answer is kept in the user's cache folder for as long as path, size and time of
    change stay the same. A cache that can't be read or written only costs the time.
    """
    stat = path.stat()
    key = f"{path.resolve()}|{stat.st_size}|{stat.st_mtime_ns}"
    known = _read_hashes()
    if key not in known:
        with path.open("rb") as file:
            known[key] = f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
        _write_hashes(known)
    return known[key]


def _described(name: str, path: Path, card: ModelCard | None) -> ModelFile:
    check_header(path)
    return ModelFile(name=name, path=path, size=path.stat().st_size, hash=file_hash(path), card=card)


def _installed(card: ModelCard) -> Path:
    for place in _places(card):
        if (place / card.file).is_file():
            return place / card.file
    way_out = card.install or f"Put {card.file} into {models_folder()}"
    raise ModelError(f"The model {card.name!r} isn't installed.", hint=f"{way_out}.", where=card.file)


def _places(card: ModelCard) -> list[Path]:
    # find_spec of a top-level package doesn't run its code: only the file in it is wanted
    spec = importlib.util.find_spec(card.package) if card.package else None
    carried = [Path(folder) for folder in spec.submodule_search_locations or ()] if spec else []
    return [*carried, models_folder()]


def _hashes_path() -> Path:
    return platformdirs.user_cache_path("eduapp") / "model-hashes.json"


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
