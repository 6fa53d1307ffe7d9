"""The forms of extended-text items as a file: `templates/questions/upper.vN.yaml`, which a school may override.

A form's wordings and criteria are Jinja, rendered in a sandbox; a word that its material lacks is an error.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from typing import Any

import yaml
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from pydantic import Field, ValidationError, model_validator

from eduapp import resources
from eduapp.domain.base import Model
from eduapp.domain.item import Bloom
from eduapp.errors import InputError

FOLDER = "questions"

_JINJA = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)


class Asked(Model):
    """One criterion of a form. `key` names words of the material, `fact` the fact that they are quoted from."""

    text: str
    points: float = Field(default=1.0, gt=0)
    key: tuple[str, ...] = ()
    fact: int | None = None

    @model_validator(mode="after")
    def _key_has_its_fact(self) -> Asked:
        if self.key and self.fact is None:
            raise ValueError(f"“{self.text}” has a key and names no fact for it")
        return self


class Form(Model):
    """One form: several wordings of one task, with the criteria that all share or that each has of its own."""

    level: Bloom
    needs: str
    prior: float = Field(ge=0, le=1)
    stems: tuple[str, ...] = Field(min_length=1)
    rubric: tuple[Asked, ...] = ()
    rubrics: tuple[tuple[Asked, ...], ...] = ()
    answer: tuple[str, ...] = Field(min_length=1)
    wants: str

    @model_validator(mode="after")
    def _every_wording_has_criteria(self) -> Form:
        if bool(self.rubric) == bool(self.rubrics):
            raise ValueError("a form has either a rubric or rubrics")
        if self.rubrics and len(self.rubrics) != len(self.stems):
            raise ValueError("rubrics must be as many as stems")
        return self

    def criteria(self, wording: int) -> tuple[Asked, ...]:
        """The criteria of a wording."""
        return self.rubrics[wording] if self.rubrics else self.rubric


class Forms(Model):
    """A file of forms by name, with the hash of its text."""

    name: str
    version: int
    about: str
    forms: dict[str, Form] = Field(min_length=1)
    hash: str = ""

    def needing(self, kind: str) -> dict[str, Form]:
        """The forms for one kind of material."""
        return {name: form for name, form in self.forms.items() if form.needs == kind}


def load(name: str, version: int) -> Forms:
    """The forms of `NAME.vN.yaml`. Raises NotFoundError, or InputError that names the file and what is wrong in it."""
    path = resources.template(f"{FOLDER}/{name}.v{version}.yaml")
    return _read(path.read_bytes(), path.name)


@functools.lru_cache(maxsize=8)
def _read(data: bytes, name: str) -> Forms:
    try:
        fields = yaml.load(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise InputError(f"{name} is not YAML: {error}.", hint="Mend it, or take it away.", where=name) from error
    if not isinstance(fields, dict):
        raise InputError(f"{name} has no forms.", hint="Compare it with the one that came with the app.", where=name)
    try:
        return Forms.model_validate({**fields, "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        message = f"{name} has a form that can't be used: {first['msg']}."
        raise InputError(message, hint=f"Look at {field}.", where=field) from error


def rendered(template: str, words: Mapping[str, Any]) -> str:
    """The template with the words put in. Raises InputError for a word that there isn't, or a broken template."""
    try:
        return _compiled(template).render(words)
    except TemplateError as error:
        message = f"“{template[:60]}” can't be filled: {error.message}."
        raise InputError(message, hint=f"It may use: {', '.join(sorted(words))}.") from error


@functools.lru_cache(maxsize=1024)
def _compiled(template: str):
    return _JINJA.from_string(template)
