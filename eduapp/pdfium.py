"""PDFium is called by one thread at a time, whatever room it is called from."""

from __future__ import annotations

import threading

ONE_AT_A_TIME = threading.Lock()
"""Held while a document of PDFium is open: the library is not safe for threads."""
