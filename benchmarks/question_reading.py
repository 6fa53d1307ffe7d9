"""Items on their way to a reader and back: rows that show nothing of how they were made, and figures of the verdicts.

A sample is two files: the rows to be read, and beside them a key that says which of them came from where and how many
items a minute each maker made. A reader adds "verdict" (usable, fix, bad), "criterion" (K, G, S, L, T, D, B, R) and
"why" to each row.
"""

from __future__ import annotations

import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eduapp.domain.item import Item, ItemKind

Row = dict[str, Any]
APP, PEER = "app", "peer"


def reading_row(title: str, item: Item) -> Row:
    """What a reader of an item sees: nothing of its checks or of what proposed it."""
    texts = {choice.id: choice.text for choice in item.choices}
    row = {
        "id": item.id,
        "section": title,
        "kind": item.kind.value,
        "level": item.level.value,
        "points": item.points,
        "stem": item.stem,
        "choices": [f"{choice.id}) {choice.text}" for choice in item.choices],
        "rows": [f"{premise.text} → {texts[premise.choice]}" for premise in item.premises],
        "key": item.answer,
        "accepted": list(item.key[1:]) if item.kind is ItemKind.TEXT_ENTRY else [],
        "tolerance": item.numeric.tolerance if item.numeric else None,
        "rubric": [f"{c.points:g}: {c.text} [{'; '.join(c.key_points)}]" for c in item.rubric],
        "correction": item.correction,
        "rationale": item.rationale,
        "feedback": {choice.id: choice.feedback for choice in item.choices if choice.feedback and not choice.correct},
        "quote": " […] ".join(quote.text for quote in item.evidence),
    }
    return {name: value for name, value in row.items() if value not in ("", None, [], {})}


def drawn(pool: Sequence[tuple[str, Item]], count: int, seed: int) -> list[Row]:
    """So many rows, the levels in turn as long as each has items left, drawn by the seed."""
    rng = random.Random(seed)
    by_level: defaultdict[str, list[tuple[str, Item]]] = defaultdict(list)
    for title, item in rng.sample(list(pool), len(pool)):
        by_level[item.level.value].append((title, item))
    rows: list[Row] = []
    while len(rows) < count and any(by_level.values()):
        for level in sorted(by_level):
            if by_level[level] and len(rows) < count:
                rows.append(reading_row(*by_level[level].pop()))
    return rows


def write_sample(out: Path, made: Mapping[str, Sequence[Row]], rates: Mapping[str, float], seed: int) -> int:
    """Writes the rows of all makers mixed, and the key beside them; returns how many rows there are."""
    mixed = [(maker, row) for maker, rows in made.items() for row in rows]
    random.Random(seed).shuffle(mixed)
    with out.open("w", encoding="utf-8") as file:
        for _, row in mixed:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    key = {"rates": dict(rates), "makers": {row["id"]: maker for maker, row in mixed}}
    key_path(out).write_text(json.dumps(key, indent=1), encoding="utf-8")
    return len(mixed)


def key_path(sample: Path) -> Path:
    """Where the key to a sample lies."""
    return sample.with_suffix(".key.json")


def verdicts(read: Path) -> dict[str, Any]:
    """The figures of a sample that was read: for each maker the usable share with its 95 % interval, and usable items
    a minute; for the app also the wrong keys and the share by level."""
    rows = [json.loads(line) for line in read.read_text("utf-8").splitlines() if line.strip()]
    key = json.loads(key_path(read).read_text("utf-8")) if key_path(read).is_file() else {"rates": {}, "makers": {}}
    figures: dict[str, Any] = {}
    for maker in (APP, PEER):
        own = [row for row in rows if row.get("verdict") and key["makers"].get(row["id"], APP) == maker]
        if not own:
            continue
        usable = sum(row["verdict"] == "usable" for row in own)
        low, high = wilson(usable, len(own))
        figures |= {f"{maker}_read": len(own), f"{maker}_usable": round(usable / len(own), 3)}
        figures |= {f"{maker}_usable_low": round(low, 3), f"{maker}_usable_high": round(high, 3)}
        figures[f"{maker}_wrong_key"] = sum(row.get("criterion") == "K" for row in own)
        if maker in key["rates"]:
            figures[f"{maker}_usable_per_minute"] = round(key["rates"][maker] * usable / len(own), 2)
        if maker == APP:
            figures["usable_by_level"] = _by_level(own)
    return figures


def wilson(hits: int, count: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    share = hits / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def _by_level(rows: Sequence[Row]) -> dict[str, str]:
    read, usable = Counter(row["level"] for row in rows), Counter(r["level"] for r in rows if r["verdict"] == "usable")
    return {level: f"{usable[level]} of {count}" for level, count in read.items()}
