"""Prompts as files: `templates/prompts/NAME.vN.yaml`, which a school may override without touching code.

    name: question            the file's name, and
    version: 1                its version: a released one is never edited, the next one is a new file
    about: …                  what it asks for, for people
    schema: {…}               the JSON Schema that the reply must fit, or
    grammar: …                a GBNF grammar for a reply of plain text, in Jinja too ("gbnf" quotes a value), with
    reply: question           the name that the text gets when it is parsed
    pattern: …                a regular expression that the whole text must match (optional)
    stop: ["\\n"]              strings that end the reply (optional)
    sampling: {…}             max_tokens, temperature, top_p, min_p (optional)
    limits: {passage: 600}    how many characters of a value are used (optional; 1000 otherwise)
    shorten: passage          the value that may be shortened further if a model's context is small (optional)
    template: …               the prompt, in Jinja ("json" writes a value as JSON)

Course text is data: a value is put on one line and cut to its limit, so it can't begin a line of the prompt's own, and
the runtime reads control tokens in it as plain characters.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment
from pydantic import Field, ValidationError, model_validator

from eduapp import resources
from eduapp.domain.base import Model
from eduapp.errors import InputError, ModelError, NotFoundError
from eduapp.llm.base import Ask
from eduapp.llm.grammar import literal, to_gbnf, violation

FOLDER = "prompts"
DEFAULT_LIMIT = 1000
TASK_VERSION = 1
BEFORE, AFTER = "\ue000", "\ue001"  # characters of nobody's, so that they can mark a place
FILE_NAME = re.compile(r"(?P<name>[a-z][a-z0-9_-]*)\.v(?P<version>\d+)\.yaml")


@dataclass(frozen=True, slots=True)
class Failure:
    """A reply that can't be used, as it came, and why."""

    reason: str
    reply: str


class _Marked(str):
    """A value with marks around it, tamed already."""


class Sampling(Model):
    """How the next token is chosen; see GGUFRuntime.stream."""

    max_tokens: int = Field(default=256, ge=1)
    temperature: float = Field(default=0.0, ge=0, le=2)
    top_p: float = Field(default=1.0, gt=0, le=1)
    min_p: float = Field(default=0.0, ge=0, lt=1)


class Prompt(Model):
    """A prompt template with all that belongs to asking it. `hash` is that of the file, with its tag."""

    name: str
    version: int
    about: str = ""
    reply_schema: dict[str, Any] | None = Field(default=None, alias="schema")
    grammar: str | None = None
    reply: str = "text"
    pattern: str | None = None
    stop: tuple[str, ...] = ()
    sampling: Sampling = Sampling()
    limits: dict[str, int] = Field(default_factory=dict)
    shorten: str | None = None
    template: str
    hash: str

    @model_validator(mode="after")
    def _holds_together(self) -> Prompt:
        if self.reply_schema is not None:
            if self.grammar or self.pattern:
                raise ValueError("give a schema, or a grammar with its pattern, but not both")
            to_gbnf(self.reply_schema)
        if self.pattern:
            re.compile(self.pattern)
        for source in (self.template, self.grammar or ""):
            _environment().parse(source)
        return self

    @property
    def id(self) -> str:
        """Name and version, such as "question.v1"."""
        return f"{self.name}.v{self.version}"

    def render(self, **values: Any) -> str:
        """The prompt with these values in it. Raises InputError if the template asks for one that isn't given."""
        return self._filled(self.template, values)

    def ask(self, **values: Any) -> Ask:
        """The prompt with these values in it and all options but the seed. Raises InputError as `render` does."""
        grammar = self._filled(self.grammar, values) if self.grammar else None
        options = {"schema": self.reply_schema, "grammar": grammar, "stop": self.stop, **self.sampling.model_dump()}
        text = self.render(**values)
        if self.shorten is None or not isinstance(values.get(self.shorten), str):
            return Ask(text, options)
        return Ask(text, options, spare=self._place(values, self.shorten))

    def _place(self, values: dict[str, Any], name: str) -> tuple[int, int]:
        """Where in the prompt a value stands, found by its marks in a copy."""
        marked = _Marked(f"{BEFORE}{self._tamed(name, values[name])}{AFTER}")
        copy = self.render(**{**values, name: marked})
        start, end = copy.find(BEFORE), copy.find(AFTER)
        return (start, end - 1) if copy.count(BEFORE) == 1 else (0, 0)

    def parse(self, reply: str) -> dict[str, Any] | Failure:
        """The reply's fields, or why it can't be used. Never raises."""
        if self.reply_schema is None:
            return self._parse_text(reply)
        try:
            value = json.loads(reply)
        except (ValueError, RecursionError) as error:
            return Failure(f"no JSON: {error}", reply)
        reason = violation(value, self.reply_schema) or ("" if isinstance(value, dict) else "object expected")
        return Failure(reason, reply) if reason else value

    def _parse_text(self, reply: str) -> dict[str, Any] | Failure:
        text = reply.strip()
        if not text:
            return Failure("empty", reply)
        if self.pattern and not re.fullmatch(self.pattern, text, re.DOTALL):
            return Failure(f"doesn't match {self.pattern}", reply)
        return {self.reply: text}

    def _filled(self, template: str, values: dict[str, Any]) -> str:
        given = {key: value if isinstance(value, _Marked) else self._tamed(key, value) for key, value in values.items()}
        try:
            return _compiled(template).render(given)
        except UndefinedError as error:
            names = ", ".join(values) or "nothing"
            message = f"The prompt {self.id} can't be filled: {error.message}."
            raise InputError(message, hint=f"It is given {names}.", where=self.id) from error
        except TemplateError as error:
            raise InputError(f"The prompt {self.id} can't be filled: {error}.", where=self.id) from error

    def _tamed(self, key: str, value: Any) -> Any:
        if isinstance(value, str):
            return one_line(value, self.limits.get(key, DEFAULT_LIMIT))
        if isinstance(value, (list, tuple)):
            return [self._tamed(key, part) for part in value]
        if isinstance(value, dict):
            return {name: self._tamed(key, part) for name, part in value.items()}
        return value


def prompt(name: str, version: int | None = None) -> Prompt:
    """The prompt of that name, in its newest version unless one is asked for.

    Raises NotFoundError with the names that exist, InputError if the file isn't a prompt.
    """
    found = {key: path for key, path in _files().items() if key[0] == name and version in (None, key[1])}
    if not found:
        wanted = f"{name}.v{version}" if version else name
        names = ", ".join(f"{known}.v{number}" for known, number in sorted(_files()))
        raise NotFoundError(f"There is no prompt {wanted!r}.", hint=f"There are: {names or 'none'}.", where=name)
    return load(found[max(found)])


def task_form(task: str, model: object) -> Prompt | None:
    """The form of a task that a model was trained on; None for a model that knows none of them."""
    return prompt(f"task-{task}", TASK_VERSION) if getattr(model, "forms", "") == "tasks" else None


def load(path: Path) -> Prompt:
    """The prompt in that file. Raises InputError with what is wrong in it."""
    try:
        data = path.read_bytes()
        fields = yaml.safe_load(data)
        if not isinstance(fields, dict):
            raise ValueError("it isn't a list of named fields")
        read = Prompt.model_validate({**fields, "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"})
        if path.name != f"{read.id}.yaml":
            raise ValueError(f"a prompt of name {read.name} and version {read.version} stands in {read.id}.yaml")
    except (OSError, ValueError, ModelError, re.error, yaml.YAMLError, TemplateSyntaxError) as error:
        raise InputError(f"The prompt {path.name} can't be used: {_said(error)}.", where=str(path)) from error
    return read


def one_line(text: str, limit: int = DEFAULT_LIMIT) -> str:
    """The text on one line without control characters, cut after a word to at most `limit` characters."""
    flat = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text).split())
    if len(flat) <= limit:
        return flat
    cut = flat[: limit + 1].rpartition(" ")[0]
    return cut if len(cut) > limit // 2 else flat[:limit]


def _files() -> dict[tuple[str, int], Path]:
    named = ((FILE_NAME.fullmatch(name), path) for name, path in resources.templates(FOLDER).items())
    return {(found["name"], int(found["version"])): path for found, path in named if found}


def _said(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors())
    return " ".join(str(error).split()).rstrip(".")


@functools.cache
def _compiled(template: str) -> Any:
    return _environment().from_string(template)


@functools.cache
def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["gbnf"] = literal
    environment.filters["json"] = functools.partial(json.dumps, ensure_ascii=False)
    return environment
