"""LangChain's standard integration tests for chat models, on the real starter model.

It can't call tools and sees no pictures; the suite leaves those tests out by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from langchain_tests.integration_tests import ChatModelIntegrationTests

from eduapp.llm import Runtime, open_runtime
from eduapp.llm.chat import ChatGGUF

pytestmark = [pytest.mark.e2e, pytest.mark.anyio]


@pytest.fixture
def anyio_backend() -> str:
    """What the asynchronous tests of the suite run on."""
    return "asyncio"


@pytest.fixture(scope="module", autouse=True)
def starter() -> Iterator[None]:
    with open_runtime("starter", n_ctx=1024, threads=1) as TestChatGGUF.runtime:
        yield


class TestChatGGUF(ChatModelIntegrationTests):
    runtime: ClassVar[Runtime]

    @property
    def chat_model_class(self) -> type[ChatGGUF]:
        return ChatGGUF

    @property
    def chat_model_params(self) -> dict[str, Any]:
        return {"runtime": self.runtime, "max_tokens": 150, "repeat_penalty": 1.3}  # or it says one joke over and over

    @property
    def supports_model_override(self) -> bool:
        return False  # a runtime is one model
