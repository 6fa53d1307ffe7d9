from __future__ import annotations

import subprocess
import sys

import pytest

from eduapp.errors import NotFoundError
from eduapp.llm import Runtime, native, open_model
from eduapp.llm.scheduler import shared
from tests.llm.fake import FakeRuntime


def test_the_fake_keeps_the_contract():
    assert isinstance(FakeRuntime(), Runtime)


def test_nothing_heavy_is_imported_before_a_model_is_opened():
    code = "import sys, eduapp.llm, eduapp.llm.prompts; print([m for m in ('llama_cpp', 'langchain_core', 'numpy') if m in sys.modules])"  # noqa: E501
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_unknown_model_is_not_found():
    with pytest.raises(NotFoundError, match="no-such-model"):
        open_model("no-such-model")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            ["llama_model_load: error loading model: tensor 'x' data is not within the file bounds"],
            "cut off or damaged",
        ),
        (["gguf_init_from_reader: failed to read key-value pairs"], "cut off or damaged"),
        (["llama_model_load: error loading model: unknown model architecture: 'new'"], "kind that this llama.cpp"),
        (["ggml_backend_cpu_buffer_type_alloc_buffer: failed to allocate buffer of size 9"], "machine's memory"),
        (["llama_model_load: error loading model: error loading model vocabulary: cannot find tokenizer"], "tokenizer"),
        (["llama_model_load: something new"], "can't be loaded (something new)"),
        ([], "can't be loaded (llama.cpp gave no reason)"),
    ],
)
def test_llama_cpps_reasons_are_put_into_words(lines, said):
    message, hint = native.meaning("some.gguf", lines)
    assert said in message
    assert message.startswith("The model some.gguf ")
    assert hint


def test_shared_beginnings():
    assert shared([1, 2, 3], [1, 2, 4, 5]) == 2
    assert shared([], [1]) == 0
    assert shared([1, 2], [1, 2]) == 2
