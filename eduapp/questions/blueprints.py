"""Blueprints as a teacher writes them: YAML, with errors that name the file, the line and what is allowed there."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import ValidationError
from rapidfuzz import fuzz, process, utils

from eduapp import resources
from eduapp.domain.blueprint import Blueprint, Seat
from eduapp.domain.item import Bloom, ItemKind
from eduapp.errors import InputError, NotFoundError

FOLDER = "blueprints"
SUFFIXES = (".yaml", ".yml")


def load_blueprint(name_or_path: str | Path) -> Blueprint:
    """The blueprint of that name in `templates/blueprints/`, or in a YAML file.

    Raises NotFoundError with the names that exist, or InputError that names the file and the line.
    """
    path = _locate(str(name_or_path))
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The blueprint {path} can't be read.", hint="It must be a text file in UTF-8.") from error
    return parse_blueprint(text, path.name)


def blueprints() -> dict[str, Blueprint]:
    """All blueprints in `templates/blueprints/` by name."""
    paths = resources.templates(FOLDER).values()
    return {path.stem: load_blueprint(path) for path in paths if path.suffix in SUFFIXES}


def parse_blueprint(text: str, file: str) -> Blueprint:
    """The blueprint in a YAML text; `file` is what errors call it. Raises InputError."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise _yaml_problem(error, file) from error
    if not isinstance(data, dict):
        raise InputError(f"{file}: a blueprint is a list of fields, such as `name: quiz`.", where=f"{file}:1")
    try:
        return Blueprint.model_validate({"name": Path(file).stem} | data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise _field_problem(first, file, _line(node, first["loc"])) from error


def _locate(name_or_path: str) -> Path:
    path = Path(name_or_path).expanduser()
    if path.suffix.lower() in SUFFIXES or len(path.parts) > 1:
        if path.is_file():
            return path
        raise NotFoundError(f"There is no blueprint file {name_or_path}.", where=name_or_path)
    known = {found.stem: found for found in resources.templates(FOLDER).values() if found.suffix in SUFFIXES}
    if name_or_path in known:
        return known[name_or_path]
    hint = f"There are: {', '.join(known)}; or give the path of a YAML file."
    hint = _meant(name_or_path, tuple(known)) + hint
    raise NotFoundError(f"There is no blueprint {name_or_path!r}.", hint=hint, where=name_or_path)


def _yaml_problem(error: yaml.YAMLError, file: str) -> InputError:
    mark = getattr(error, "problem_mark", None)
    where = f"{file}, line {mark.line + 1}" if mark else file
    problem = getattr(error, "problem", None) or "it holds a character that YAML doesn't allow"
    return InputError(f"{where}: this isn't valid YAML: {problem}.", where=where)


def _field_problem(problem: dict, file: str, line: int) -> InputError:
    names = [str(part + 1) if isinstance(part, int) else str(part) for part in problem["loc"]]
    where = f"{file}, line {line}"
    got = problem["input"]
    said = "" if isinstance(got, dict | list) else f" (it says {got!r})"
    message = f"{where}: {' '.join(names)}: {MESSAGES.get(problem['type'], problem['msg'])}{said}."
    return InputError(message, hint=_hint(problem), where=where)


def _hint(problem: dict) -> str:
    """What may stand in that place, the nearest first if something was misspelt."""
    names = [part for part in problem["loc"] if isinstance(part, str)]
    field = names[-1] if names else ""
    if problem["type"] == "extra_forbidden":
        known = (Seat if "seats" in names else Blueprint).model_fields
        return _choose_from("The fields are", tuple(known), field)
    if field in VALUES and problem["type"] in ("enum", "missing", "tuple_type", "too_short"):
        form = "kinds is a list such as [choice, text_entry]. " if field == "kinds" else ""
        got = problem["input"] if problem["type"] != "missing" else ""
        return form + _choose_from("Allowed are", VALUES[field], got)
    return FORMS.get(field, "")


VALUES = {"level": tuple(level.value for level in Bloom), "kinds": tuple(kind.value for kind in ItemKind)}
MESSAGES = {
    "enum": "there is no such value",
    "extra_forbidden": "there is no such field",
    "missing": "it is missing",
    "tuple_type": "this is no list",
    "too_short": "the list is empty",
}
"""Our words for pydantic's commonest findings."""

FORMS = {
    "count": "count is a whole number from 1 to 500.",
    "points": "points are a number above 0 in whole or half points, such as 2 or 1.5.",
    "seats": "seats is a list of lines such as `- {level: remember, kinds: [choice], count: 3}`.",
    "name": "name is a word or two, such as `name: quiz`.",
    "title": "title is what stands above the set, such as `title: Quick quiz`.",
}
ALIKE = 60
"""A misspelt word that matches an allowed one to this degree (rapidfuzz's ratio, 0 to 100) may have meant it."""


ELSEWHERE = {
    "multiple choice": "choice",
    "single choice": "choice",
    "multiple answer": "multiple_response",
    "multiple select": "multiple_response",
    "essay": "extended_text",
    "open": "extended_text",
    "short answer": "text_entry",
    "cloze": "text_entry",
    "fill in the blank": "text_entry",
    "recall": "remember",
    "knowledge": "remember",
    "comprehension": "understand",
    "application": "apply",
    "synthesis": "create",
}
"""What other programs and the taxonomy's first version (Bloom 1956) call our kinds and levels."""


def _choose_from(intro: str, values: tuple[str, ...], got: object) -> str:
    return f"{_meant(str(got), values)}{intro} {', '.join(values)}."


def _meant(got: str, values: tuple[str, ...]) -> str:
    """ "Did you mean 'choice'? " where a value goes by that name elsewhere or is spelt much like it."""
    known = ELSEWHERE.get(utils.default_process(got).replace("_", " "))
    near = process.extractOne(got, values, scorer=fuzz.ratio, processor=utils.default_process)
    meant = known if known in values else near[0] if near and near[1] >= ALIKE else ""
    return f"Did you mean {meant!r}? " if meant else ""


def _line(node: yaml.Node | None, location: tuple) -> int:
    """The line of the deepest part of the YAML that the location of an error leads to, counted from 1."""
    line = 1
    for part in location:
        found = _child(node, part)
        if found is None:
            break
        line, node = found
    return line


def _child(node: yaml.Node | None, part: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == part:
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark.line + 1, node.value[part]
    return None
