"""Word vectors: what two different words have in common."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from eduapp.errors import NotFoundError
from eduapp.resources import model_dir

FOLDER = "grading"


class Vectors(NamedTuple):
    """Unit vectors (words × dimensions, float32) and the row of each word; row 0 is zero, for words that have none."""

    rows: dict[str, int]
    table: NDArray[np.float32]

    @property
    def width(self) -> int:
        """The dimensions of a vector."""
        return self.table.shape[1]


@lru_cache(maxsize=1)
def load() -> Vectors:
    """The vectors that are shipped. Raises NotFoundError if they are missing from the installation."""
    path = model_dir() / FOLDER / "words.npz"
    if not path.is_file():
        raise NotFoundError(
            "The scorer's word vectors are missing from this installation.", hint="Install eduapp again."
        )
    with np.load(path) as stored:
        words, packed = str(stored["words"]).split(), stored["vectors"].astype(np.float32)
    packed /= np.linalg.norm(packed, axis=1, keepdims=True)
    table = np.vstack([np.zeros((1, packed.shape[1]), np.float32), packed])
    return Vectors({word: row for row, word in enumerate(words, start=1)}, table)
