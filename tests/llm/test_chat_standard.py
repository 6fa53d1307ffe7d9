"""LangChain's standard unit tests for chat models."""

from __future__ import annotations

from typing import Any

from langchain_tests.unit_tests import ChatModelUnitTests

from eduapp.llm.chat import ChatGGUF
from tests.llm.fake import FakeRuntime


class TestChatGGUF(ChatModelUnitTests):
    @property
    def chat_model_class(self) -> type[ChatGGUF]:
        return ChatGGUF

    @property
    def chat_model_params(self) -> dict[str, Any]:
        return {"runtime": FakeRuntime()}
