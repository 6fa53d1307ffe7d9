"""Run anew by Streamlit at each click."""

from __future__ import annotations

from eduapp.ui.app import main

main()
