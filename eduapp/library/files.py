"""Which files are course files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


def course_files(paths: Iterable[str | Path], *, apart_from: Path | None = None) -> list[Path]:
    """The files to read: those named, and within folders those of a kind that can be read, sorted; none twice.

    Hidden files and the folder `apart_from` are left out of folders. A folder that can't be opened stands for itself.
    """
    found: dict[Path, Path] = {}
    for path in map(Path, paths):
        for file in _in_folder(path, apart_from) if os.path.isdir(path) else [path]:
            found.setdefault(Path(os.path.abspath(file)), file)
    return list(found.values())


def _in_folder(folder: Path, apart_from: Path | None) -> list[Path]:
    from eduapp.ingest import supported

    suffixes = supported()
    found: list[Path] = []
    for root, folders, files in os.walk(folder, onerror=lambda error: found.append(Path(error.filename))):
        folders[:] = sorted(name for name in folders if not _is_left_out(Path(root, name), apart_from))
        names = sorted(name for name in files if not name.startswith((".", "~$")))
        found.extend(Path(root, name) for name in names if Path(name).suffix.lower() in suffixes)
    return found


def _is_left_out(folder: Path, apart_from: Path | None) -> bool:
    return folder.name.startswith(".") or (apart_from is not None and folder.resolve() == apart_from.resolve())
