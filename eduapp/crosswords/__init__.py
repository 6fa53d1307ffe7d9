"""Crosswords: which terms to ask for, a clue to each, and a grid in which they cross."""

from __future__ import annotations

from eduapp.crosswords.grid import Page, Reason, Word, lay_out, lay_out_anew, layouts, pinned

__all__ = ["Page", "Reason", "Word", "lay_out", "lay_out_anew", "layouts", "pinned"]
