"""How the page is served: where it listens, what a browser is told, what its colours are."""

from __future__ import annotations

import socket

import pytest

from eduapp.errors import InputError
from eduapp.ui import places, server


def luminance(colour: str) -> float:
    """The relative luminance of "#rrggbb" (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [server.LIGHT, server.DARK], ids=["light", "dark"])
def test_every_colour_can_be_read_on_every_ground(theme: dict[str, str]) -> None:
    grounds = [value for name, value in theme.items() if "ackgroundColor" in name]
    for name in ("textColor", "linkColor", "primaryColor"):
        assert min(contrast(theme[name], ground) for ground in grounds) >= 4.5, name


def test_it_listens_on_this_machine_alone_and_tells_nobody() -> None:
    chosen = server.options(8501)
    assert chosen["server.address"] == "127.0.0.1" and chosen["browser.gatherUsageStats"] is False
    assert chosen["server.enableXsrfProtection"] and chosen["server.enableCORS"]
    assert set(chosen["server.allowedHosts"]) == {"127.0.0.1", "localhost"}


def test_streamlit_knows_every_option() -> None:
    from streamlit import config

    assert set(server.options(8501)) <= set(config.get_config_options())


def test_a_taken_port_is_told() -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        taken = one.getsockname()[1]
        with pytest.raises(InputError, match=f"Port {taken} is in use"):
            server.free_port(taken)
    assert server.free_port(None) >= server.PORT


def test_every_page_has_a_function_that_draws_it() -> None:
    assert places.built()[0].name == "start"
    assert all(callable(place.show) for place in places.built())
    names = [place.name for place in places.PLACES]
    assert len(set(names)) == len(names)
