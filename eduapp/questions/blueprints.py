"""Blueprints as a teacher writes them: YAML, with errors that name the file and the line."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import ValidationError

from eduapp import resources
from eduapp.domain.blueprint import Blueprint
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
    return InputError(f"{where}: {' '.join(names)}: {problem['msg']}{said}.", where=where)


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
