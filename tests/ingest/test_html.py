"""HTML pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from eduapp.errors import UnreadableSource
from tests.ingest.outline import notices, outline, read_text

PAGE = """<?xml version="1.0"?><!DOCTYPE html>
<html lang="en-GB"><head><title>Cells | My School</title><style>p {color: red}</style></head><body>
<header><h2>My School</h2></header><nav><p>Home</p></nav>
<div class="cookie-banner">We use cookies.</div>
<div role="navigation">Menu</div>
<main><header><h1>Cells</h1></header>
<p>The H<sub>2</sub>O molecule, x<sup>2</sup>, Ca<sup>2+</sup>, the 19<sup>th</sup> century,
v<sub>max</sub>.<sup class="reference">[1]</sup></p>
Loose words with <b>bold</b> ones.
<div>A line<br>and another <span>in a</span> <a href="x">div</a>.</div>
<p hidden>Hidden.</p><p style="display: none">Hidden.</p><span aria-hidden="true">Hidden.</span>
<h2>The nucleus<a class="headerlink" href="#">¶</a></h2>
<ul><li>One<ul><li>nested</li></ul></li><li><p>Two</p></li></ul>
<dl><dt>Osmosis</dt><dd>movement of water</dd></dl>
<figure><img src="http://example.org/a.png" alt="cell"><figcaption>A cell, drawn.</figcaption></figure>
<img src="line.png" alt=""><svg><text>no</text></svg>
<p>Figure 2. The membrane.</p>
<table><caption>Parts</caption><thead><tr><th>Part</th><th>Job</th></tr></thead>
<tbody><tr><td>Nucleus<br>(one)</td><td>control</td></tr><tr><td> </td><td></td></tr></tbody></table>
<pre><code>def f(x):
    return x</code></pre>
<blockquote><p>All cells come from cells.</p></blockquote>
<h3>More</h3><iframe src="http://example.org"></iframe>
<details><summary>Why?</summary>Because.</details>
<aside>Advert</aside><script>alert("x")</script><footer>Imprint</footer>
</main><footer>© School</footer></body></html>"""


def test_a_whole_page(tmp_path: Path) -> None:
    document = read_text(tmp_path, "cells.html", PAGE)
    nucleus = "Cells › The nucleus"
    assert (document.title, document.language) == ("Cells", "en")
    assert outline(document) == [
        ("heading", "Cells", "Cells"),
        ("paragraph", "Cells", "The H₂O molecule, x², Ca²⁺, the 19th century, v_max."),
        ("paragraph", "Cells", "Loose words with bold ones."),
        ("paragraph", "Cells", "A line and another in a div."),
        ("heading", nucleus, "The nucleus"),
        ("list_item", nucleus, "One"),
        ("list_item", nucleus, "nested"),
        ("list_item", nucleus, "Two"),
        ("list_item", nucleus, "Osmosis: movement of water"),
        ("caption", nucleus, "A cell, drawn."),
        ("caption", nucleus, "Figure 2. The membrane."),
        ("caption", nucleus, "Parts"),
        ("table", nucleus, "Part | Job\nNucleus (one) | control"),
        ("code", nucleus, "def f(x):\n    return x"),
        ("paragraph", nucleus, "All cells come from cells."),
        ("heading", f"{nucleus} › More", "More"),
        ("paragraph", f"{nucleus} › More", "Why?"),
        ("paragraph", f"{nucleus} › More", "Because."),
    ]
    assert notices(document) == [(nucleus, "2 pictures"), (f"{nucleus} › More", "1 embedded page")]


FORMULAS = {
    r'<script type="math/tex">x_1 \to y</script>': r"\(x_1 \to y\)",
    r'<math alttext="\frac{a}{b}"><mi>a</mi></math>': r"\(\frac{a}{b}\)",
    '<math alttext="a over b"><mi>a</mi></math>': "a over b",
    '<math><semantics><mi>x</mi><annotation encoding="application/x-tex">x</annotation></semantics></math>': r"\(x\)",
    "<math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac></math>": "(a+b)/2",
    "<math><msup><mi>x</mi><mn>2</mn></msup><mo>=</mo><msqrt><mi>y</mi></msqrt></math>": "x²=√(y)",
    '<span style="display:none"><math alttext="x_1"></math></span><img class="mwe-math-fallback">': r"\(x_1\)",
    r"\( a_1 < b \)": r"\( a_1 < b \)",
    "$a_1*b*c$": "$a_1*b*c$",
}


@pytest.mark.parametrize("markup", FORMULAS)
def test_formulas_stay(tmp_path: Path, markup: str) -> None:
    document = read_text(tmp_path, "a.html", f"<p>So {markup} holds.</p>")
    assert outline(document) == [("paragraph", "paragraph 1", f"So {FORMULAS[markup]} holds.")]
    assert document.notices == ()


def test_a_page_without_main_part_loses_its_furniture(tmp_path: Path) -> None:
    page = """<body><header><h1>Cells</h1><p>intro</p></header><header>logo</header><div id="sidebar">links</div>
    <p>Text.</p><table><tr><td><p>Laid out</p></td></tr></table>
    <table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td><td>x</td></tr></table><footer>foot</footer>"""
    assert outline(read_text(tmp_path, "a.htm", page)) == [
        ("heading", "Cells", "Cells"),
        ("paragraph", "Cells", "intro"),
        ("paragraph", "Cells", "Text."),
        ("paragraph", "Cells", "Laid out"),
        ("table", "Cells", "a | b"),
        ("paragraph", "Cells", "x"),
    ]


def test_the_title_element_serves_where_headings_dont(tmp_path: Path) -> None:
    assert read_text(tmp_path, "a.html", "<title>Cells</title><p>Text.</p>").title == "Cells"
    assert read_text(tmp_path, "a.html", "<h1>One</h1><h1>Two</h1><p>Text.</p>").title == "One"
    assert read_text(tmp_path, "a.html", "<p>Text.</p>").title == "a"


def test_text_that_looks_like_an_address_makes_no_warning(tmp_path: Path) -> None:
    assert outline(read_text(tmp_path, "a.html", "http://example.org")) == [
        ("paragraph", "paragraph 1", "http://example.org")
    ]


def test_entities_from_outside_are_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    page = f'<!DOCTYPE html [<!ENTITY e SYSTEM "file://{secret}">]><html><p>Value: &e; &amp; &lt;</p></html>'
    text = outline(read_text(tmp_path, "a.html", page))[0][2]
    assert "SECRET" not in text and text.endswith("& <")


def test_nesting_has_an_end(tmp_path: Path) -> None:
    assert read_text(tmp_path, "a.html", "<div>" * 150 + "Deep." + "</div>" * 150).words() == 1
    with pytest.raises(UnreadableSource):
        read_text(tmp_path, "a.html", "<div>" * 5000 + "Deep." + "</div>" * 5000)
