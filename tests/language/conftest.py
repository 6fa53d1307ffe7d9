"""The pipeline that ships, loaded once."""

from __future__ import annotations

import pytest
from spacy.language import Language

from eduapp.language import pipeline


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The English pipeline of `models/`, as the app loads it."""
    return pipeline.load()
