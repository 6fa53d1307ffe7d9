"""The base of every domain model, and ids made from content."""

from __future__ import annotations

import hashlib
import json

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A frozen record without unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def content_id(prefix: str, *parts: object, length: int = 10) -> str:
    """An id that is the same whenever the content is: `prefix-` and `length` hex digits of a SHA-256."""
    canonical = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return f"{prefix}-{hashlib.sha256(canonical.encode()).hexdigest()[:length]}"
