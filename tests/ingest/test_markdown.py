"""Markdown."""

from __future__ import annotations

from pathlib import Path

from tests.ingest.outline import notices, outline, read_text

COURSE = r"""---
title: "A course"
author: me
---

# Cells

The price of $5 and of $6 is *not* a formula, $a_b*c*d$ is, and \(x_1 \cdot y\) too. Photosyn-
thesis is a well-known **process**.

$$
E_k = \frac{1}{2} m v^2 \\
$$

## Parts

- one
  - nested
- two

1. first

| Part | Job |
|------|-----|
| a\|b | $x_1$ |

```python
print("*x*")
```

    indented code

> quoted

![a picture](cell.png)

<script>alert(1)</script>

Setext heading
--------------

Figure 1: The cell.
"""


def test_a_whole_file(tmp_path: Path) -> None:
    document = read_text(tmp_path, "cells.md", COURSE)
    parts = "Cells › Parts"
    formula = r"The price of $5 and of $6 is not a formula, $a_b*c*d$ is, and \(x_1 \cdot y\) too."
    assert document.title == "A course"
    assert outline(document) == [
        ("heading", "Cells", "Cells"),
        ("paragraph", "Cells", f"{formula} Photosynthesis is a well-known process."),
        ("paragraph", "Cells", r"$$ E_k = \frac{1}{2} m v^2 \\ $$"),
        ("heading", parts, "Parts"),
        ("list_item", parts, "one"),
        ("list_item", parts, "nested"),
        ("list_item", parts, "two"),
        ("list_item", parts, "first"),
        ("table", parts, "Part | Job\na|b | $x_1$"),
        ("code", parts, 'print("*x*")'),
        ("code", parts, "indented code"),
        ("paragraph", parts, "quoted"),
        ("heading", "Cells › Setext heading", "Setext heading"),
        ("caption", "Cells › Setext heading", "Figure 1: The cell."),
    ]
    assert notices(document) == [(parts, "1 picture")]


def test_the_first_heading_is_the_title(tmp_path: Path) -> None:
    assert read_text(tmp_path, "a.md", "# Cells\n\nText.").title == "Cells"
    assert read_text(tmp_path, "a.md", "Text.").title == "a"
