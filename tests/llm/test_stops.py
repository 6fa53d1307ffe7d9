from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from eduapp.llm.stops import StopScanner

TEXT = st.text("ab\n", max_size=30)


def fed(pieces, stops):
    scanner = StopScanner(stops)
    passed = "".join(map(scanner.feed, pieces)) + scanner.finish()
    assert passed == scanner.text
    return scanner


def test_text_passes_when_nothing_stops_it():
    assert fed(["one ", "two"], []).text == "one two"


def test_a_stop_string_is_left_out_with_all_that_follows():
    scanner = fed(["one E", "N", "D two"], ["END"])
    assert scanner.text == "one "
    assert scanner.stopped


def test_what_might_become_a_stop_string_is_held_back():
    scanner = StopScanner(["\n\n"])
    assert scanner.feed("a\n") == "a"
    assert scanner.feed("b") == "\nb"
    assert scanner.finish() == ""


def test_one_stop_string_may_be_given_alone():
    assert fed(["a END"], "END").text == "a "


def test_an_empty_stop_string_stops_nothing():
    assert fed(["abc"], [""]).text == "abc"


@given(st.lists(TEXT, max_size=8), st.lists(TEXT.filter(bool), max_size=3))
def test_how_the_text_is_cut_into_pieces_makes_no_difference(pieces, stops):
    whole = "".join(pieces)
    found = [whole.find(stop) for stop in stops if stop in whole]
    scanner = fed(pieces, stops)
    assert scanner.stopped == bool(found)
    if not found:
        assert scanner.text == whole
    else:
        assert not any(stop in scanner.text for stop in stops)
        assert whole.startswith(scanner.text)
