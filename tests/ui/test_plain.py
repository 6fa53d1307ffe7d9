"""Words of others stay words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markupsafe import Markup

from eduapp.ui.parts import plain
from tests.ui.hostile import HOSTILE


@pytest.mark.parametrize("words", HOSTILE)
def test_a_label_reads_as_its_words(words: str) -> None:
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(plain.label(words)).strip()
    inner = html.removeprefix("<p>").removesuffix("</p>")
    assert "<" not in inner, "no element comes of it"
    read = inner.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    assert read.replace(plain.JOINER, "") == plain.short(words, 300).replace(plain.JOINER, "")


@given(st.text())
def test_no_words_become_markup(words: str) -> None:
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(plain.label(words))
    assert re.fullmatch(r"(<p>[^<]*</p>)?\s*", html)
    assert re.fullmatch(r"<b>[^<]*</b>", str(plain.tag("b", words)))


def test_an_attribute_is_escaped_too() -> None:
    made = plain.tag("p", "x", title='"><script>alert(1)</script>', class_="a", hidden=True, lang=None)
    assert made == '<p title="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" class="a" hidden="">x</p>'


def test_markup_of_ours_is_kept_and_words_are_escaped() -> None:
    assert plain.tag("p", Markup("<b>1</b>"), " < 2") == "<p><b>1</b> &lt; 2</p>"


def test_what_hides_or_turns_words_is_left_out() -> None:
    assert plain.text("a\u202eb\u0000c\ufeffd\U000e0041") == "abcd"
    assert plain.short("a\nb\u2028c" + "d" * 90, 10) == "a bc" + "d" * 5 + "…"


def test_the_direction_is_told_from_the_words() -> None:
    assert plain.is_rtl("1. שלום world") and not plain.is_rtl("world שלום") and not plain.is_rtl("12")
