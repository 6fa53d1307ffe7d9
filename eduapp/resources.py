"""Where the app's own files stand: templates, models and samples.

They lie at the top of a source checkout, and under `eduapp/_data` in an installed wheel. A user's own templates, in the
folder that the environment's EDUAPP_TEMPLATES names, come before either.
"""

from __future__ import annotations

import os
from pathlib import Path

from eduapp.errors import NotFoundError

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent


def template(relative: str) -> Path:
    """The template at that place below `templates/`, the user's own first. Raises NotFoundError with its neighbours."""
    return _find(_template_roots(), relative, "template")


def templates(relative_dir: str = "") -> dict[str, Path]:
    """The templates in that folder by file name, sorted; a user's file takes the place of ours of the same name."""
    return _listing(_template_roots(), relative_dir)


def model_dir() -> Path:
    """The folder with `catalog.toml` and the trained pipeline. Raises NotFoundError if it wasn't packed."""
    for root in _roots("models"):
        return root
    raise NotFoundError("The folder of models is missing from this installation.", hint="Install eduapp again.")


def sample(name: str) -> Path:
    """The sample course file of that name. Raises NotFoundError with the names that exist."""
    return _find(_roots("samples"), name, "sample")


def samples() -> dict[str, Path]:
    """The sample course files by name, sorted."""
    return _listing(_roots("samples"), "")


def _roots(kind: str) -> list[Path]:
    tops = [_PACKAGE / "_data"]
    if (_CHECKOUT / "pyproject.toml").is_file():  # otherwise the parent is site-packages, and its folders aren't ours
        tops.append(_CHECKOUT)
    return [top / kind for top in tops if (top / kind).is_dir()]


def _template_roots() -> list[Path]:
    own = os.environ.get("EDUAPP_TEMPLATES", "")
    return ([Path(own).expanduser()] if own else []) + _roots("templates")


def _find(roots: list[Path], relative: str, what: str) -> Path:
    if _stays_inside(relative):
        for root in roots:
            if (root / relative).is_file():
                return root / relative
    folder = str(Path(relative).parent) if _stays_inside(relative) else ""
    names = ", ".join(_listing(roots, folder)) or "none here"
    raise NotFoundError(f"There is no {what} {relative!r}.", hint=f"There are: {names}.", where=relative)


def _listing(roots: list[Path], folder: str) -> dict[str, Path]:
    if not _stays_inside(folder):
        return {}
    found: dict[str, Path] = {}
    for root in roots:
        if (root / folder).is_dir():
            for path in (root / folder).iterdir():
                if path.is_file() and not path.name.startswith("."):
                    found.setdefault(path.name, path)
    return dict(sorted(found.items()))


def _stays_inside(relative: str) -> bool:
    path = Path(relative)
    return not path.is_absolute() and ".." not in path.parts
