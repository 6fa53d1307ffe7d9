from __future__ import annotations

import pytest
from pydantic import BaseModel, Field

from eduapp.errors import ModelError
from eduapp.llm.grammar import literal, to_gbnf, violation


def obj(**properties):
    return {"type": "object", "properties": properties, "required": list(properties)}


class Choice(BaseModel):
    text: str = Field(max_length=80)
    right: bool


class Question(BaseModel):
    """A whole item, as a pydantic model would ask for it."""

    stem: str = Field(min_length=10, max_length=200)
    choices: list[Choice] = Field(min_length=2, max_length=4)
    level: int = Field(ge=1, le=3)
    note: str | None = None


def test_the_whole_grammar_of_a_small_schema():
    schema = obj(question={"type": "string", "maxLength": 200}, level={"enum": ["easy", 'h"ard\\']})
    assert to_gbnf(schema) == (
        r"""root ::= "{" "\"question\": " root-0 ", \"level\": " root-1 "}"
root-0 ::= "\"" char{0,200} "\""
char ::= [^"\\\x00-\x1F\x7F] | "\\" ["\\n]
root-1 ::= "\"easy\"" | "\"h\\\"ard\\\\\""
"""
    )


def test_a_pydantic_model_compiles_with_its_references():
    gbnf = to_gbnf(Question.model_json_schema())
    assert 'root-1 ::= "[" root-1-item (", " root-1-item){1,3} "]"' in gbnf
    assert "root-1-item ::= ref-defs-Choice" in gbnf
    assert 'root-2 ::= "1" | "2" | "3"' in gbnf
    assert "root-3 ::= root-3-0 | root-3-1" in gbnf


def test_every_rule_that_is_used_is_defined():
    defined = {line.split(" ::= ")[0] for line in to_gbnf(Question.model_json_schema()).splitlines()}
    assert {"root", "char", "ref-defs-Choice", "ref-defs-Choice-0", "ref-defs-Choice-1"} <= defined


def test_a_schema_may_refer_to_itself():
    tree = {"$defs": {"Node": obj(name={"type": "string"}, parts={"type": "array", "items": {"$ref": "#/$defs/Node"}})}}
    assert "ref-defs-Node-1-item ::= ref-defs-Node\n" in to_gbnf({**tree, "$ref": "#/$defs/Node"})


@pytest.mark.parametrize(
    ("asked", "repetition"),
    [
        ({}, "{0,500}"),
        ({"maxLength": 9000}, "{0,1500}"),
        ({"minLength": 600}, "{600,600}"),
        ({"maxLength": 0}, "{0,0}"),
    ],
)
def test_strings_are_capped_below_what_llama_cpp_refuses(asked, repetition):
    assert f'"\\"" char{repetition} "\\""' in to_gbnf(obj(text={"type": "string", **asked}))


@pytest.mark.parametrize(
    ("part", "named"),
    [
        ({"type": "string", "pattern": "^a$"}, "pattern"),
        ({"type": "string", "format": "date"}, "format"),
        ({"type": "number", "minimum": 0}, "minimum"),
        ({"type": "array", "uniqueItems": True}, "uniqueItems"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "additionalProperties"),
        ({"type": ["string", "null"]}, "type"),
        ({"type": "integer", "minimum": 1}, "both bounds"),
        ({"type": "integer", "minimum": 0, "maximum": 10_000}, "both bounds"),
        ({"type": "string", "minLength": 5, "maxLength": 2}, "nothing to write"),
        ({"$ref": "#/$defs/Nowhere"}, "Nowhere"),
        ({"$ref": "https://example.org/schema"}, "example.org"),
        ({}, "type"),
    ],
)
def test_what_cannot_be_honoured_is_refused(part, named):
    with pytest.raises(ModelError, match=named):
        to_gbnf(obj(part=part))


def test_a_literal_keeps_quotes_backslashes_and_line_breaks():
    assert literal('a"b\\frac\nc') == r'"a\"b\\frac\nc"'


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"stem": "What is a cell?", "choices": [{"text": "a", "right": True}] * 2, "level": 2, "note": None}, ""),
        ({"stem": "What is a cell?", "choices": [{"text": "a", "right": True}] * 2, "level": 2, "extra": 1}, ""),
        ([], "object expected"),
        ({"stem": "What is a cell?"}, "choices, level missing"),
        ({"stem": "short", "choices": [], "level": 2}, "stem: 5 is below 10"),
        ({"stem": "What is a cell?", "choices": [{"text": "a"}] * 2, "level": 2}, "choices: 0: right missing"),
        ({"stem": "What is a cell?", "choices": [{"text": "a", "right": 1}] * 2, "level": 2}, "boolean expected"),
        ({"stem": "What is a cell?", "choices": [{"text": "a", "right": True}] * 9, "level": 2}, "above 4"),
        ({"stem": "What is a cell?", "choices": [{"text": "a", "right": True}] * 2, "level": True}, "integer expected"),
        ({"stem": "What is a cell?", "choices": [{"text": "a", "right": True}] * 2, "level": 4}, "level: 4 is above 3"),
    ],
)
def test_violations_are_named(value, reason):
    found = violation(value, Question.model_json_schema())
    assert found == reason if not reason else reason in found


def test_a_value_of_an_enum_or_constant():
    assert violation("b", {"enum": ["a", "b"]}) == ""
    assert violation("c", {"enum": ["a", "b"]}) == "'c' is none of ['a', 'b']"
    assert violation(1, {"const": 2}) == "1 is none of [2]"
    assert violation(1.5, {"type": "number"}) == ""
