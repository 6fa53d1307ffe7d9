"""Course files, kept beside the database by the hash of their bytes, so that their pages can be looked at."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from eduapp.settings import write_whole

HASH = re.compile(r"[0-9a-f]{64}")


class Files:
    """Files in a folder, each once, whatever names it came under. The library can do without any of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, data: bytes, sha256: str) -> bool:
        """Whether bytes of that hash are kept now. A folder that can't be written to keeps none."""
        if self.path(sha256):
            return True
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._place(sha256), data)
            return True
        return False

    def path(self, sha256: str) -> Path | None:
        """Where the bytes of that hash lie, or None."""
        if not HASH.fullmatch(sha256):
            return None
        place = self._place(sha256)
        return place if place.is_file() else None

    def drop(self, sha256: str) -> None:
        """Keep them no longer."""
        if place := self.path(sha256):
            place.unlink(missing_ok=True)

    def _place(self, sha256: str) -> Path:
        return self.folder / sha256
