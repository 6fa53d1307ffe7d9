"""The server of the teacher's page: one address on this machine, nothing sent or fetched elsewhere, its colours."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware

from eduapp.errors import InputError

HOST = "127.0.0.1"
PORT = 8501
SCRIPT = Path(__file__).with_name("script") / "run.py"
UPLOAD_MB = 200
WARM_UP_AFTER = 5.0
"""Seconds after which the other pages' libraries are imported: not while the first page is waited for."""

LIGHT = {
    "primaryColor": "#1d5b8f",
    "backgroundColor": "#ffffff",
    "secondaryBackgroundColor": "#f3f5f7",
    "textColor": "#1c2733",
    "linkColor": "#1d5b8f",
    "borderColor": "#d5dbe1",
    "sidebar.backgroundColor": "#f3f5f7",
    "sidebar.secondaryBackgroundColor": "#e4e9ee",
}
DARK = {
    "primaryColor": "#8ec2ee",
    "backgroundColor": "#12181f",
    "secondaryBackgroundColor": "#1d2630",
    "textColor": "#e8edf2",
    "linkColor": "#8ec2ee",
    "borderColor": "#3a4653",
    "sidebar.backgroundColor": "#1a222b",
    "sidebar.secondaryBackgroundColor": "#27323e",
}
"""Each text has at least 4.5 to 1 against what it stands on (WCAG 2.2, 1.4.3)."""

FONTS = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif'

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; worker-src 'self' blob:; "
    "frame-src 'self' blob: data:; media-src 'self' data: blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
"""What a browser may load: only what this server gives. Streamlit's own pages need the inline parts."""


def options(port: int) -> dict[str, Any]:
    """Streamlit's options: loopback only, forgery protection on, no telemetry, no file watcher, our colours."""
    colours = {f"theme.light.{name}": value for name, value in LIGHT.items()}
    colours |= {f"theme.dark.{name}": value for name, value in DARK.items()}
    return colours | {
        "server.address": HOST,
        "server.port": port,
        "server.headless": True,
        "server.allowedHosts": [HOST, "localhost"],
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "server.xsrfCookieSameSite": "strict",
        "server.enableStaticServing": False,
        "server.maxUploadSize": UPLOAD_MB,
        "server.fileWatcherType": "none",
        "server.showEmailPrompt": False,
        "browser.gatherUsageStats": False,
        "browser.serverAddress": HOST,
        "client.toolbarMode": "viewer",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.disableDataExport": True,
        "logger.hideWelcomeMessage": True,
        "logger.level": "error",
        "runner.magicEnabled": False,
        "theme.font": FONTS,
        "theme.headingFont": FONTS,
        "theme.showWidgetBorder": True,
        "theme.headingFontSizes": ["2rem", "1.3rem", "1.1rem", "1rem", "1rem", "1rem"],
        "theme.baseRadius": "0.4rem",
    }


def free_port(wanted: int | None) -> int:
    """The port to listen on: the one that is wanted, or the first free one from PORT on.

    Raises InputError if the wanted one is taken, or none is free.
    """
    for port in [wanted] if wanted else range(PORT, PORT + 50):
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind((HOST, port))
            except OSError:
                continue
            return port
    message = f"Port {wanted} is in use." if wanted else f"No port from {PORT} to {PORT + 49} is free."
    raise InputError(message, hint="Name another with --port.")


def serve(port: int, *, browser: bool, on_ready: Callable[[str], None]) -> None:
    """Serve the page until Ctrl-C. `on_ready` is told the address as soon as it answers; a `browser` is opened there.

    Streamlit is a program with options of its own: a person's `config.toml` comes after ours.
    """
    import streamlit as st

    address = f"http://{HOST}:{port}"

    @asynccontextmanager
    async def lifespan(_app: Any) -> AsyncIterator[dict[str, Any]]:
        warming = threading.Timer(WARM_UP_AFTER, _warm_up)
        warming.daemon = True
        warming.start()
        threading.Timer(0.05, _announce, (address, browser, on_ready)).start()
        yield {}

    st.App(SCRIPT, lifespan=lifespan, middleware=[Middleware(Guard)], on_script_error=_told).run(config=options(port))


class Guard:
    """Puts rules for the browser on every reply: load nothing from elsewhere, tell nobody where one was."""

    HEADERS = (
        ("content-security-policy", POLICY),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "SAMEORIGIN"),
    )

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.HEADERS:
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, guarded if scope["type"] == "http" else send)


def _announce(address: str, browser: bool, on_ready: Callable[[str], None]) -> None:
    on_ready(address)
    if browser:
        webbrowser.open(address)


def _warm_up() -> None:
    """Import in the background what the pages will want."""
    import pandas  # noqa: F401

    from eduapp.ui.places import built

    for place in built():
        _ = place.show


def _told(error: Exception) -> bool:
    from eduapp.ui.parts import trouble

    trouble.show(error)
    return True
