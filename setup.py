"""Packs the folders beside the package (templates, models, samples) as `eduapp/_data`, and compiles the slow modules.

Without a C compiler or Cython, those modules run as the Python that they are. After a change to one of them, build it
anew: python setup.py build_ext --inplace
"""

from pathlib import Path
from shutil import copytree, ignore_patterns

from setuptools import Extension, setup
from setuptools.command.build_py import build_py

try:
    from Cython.Build import cythonize
except ImportError:
    cythonize = None

FOLDERS = ("templates", "models", "samples")
LEFT_OUT = ignore_patterns("train", "text", "out", "handwritten", "levels.yaml", "*.py", "__pycache__")
COMPILED = ("eduapp/crosswords/board", "eduapp/crosswords/search")
DIRECTIVES = {
    "language_level": "3",
    "annotation_typing": False,
    "boundscheck": False,
    "cdivision": True,
    "initializedcheck": False,
    "wraparound": False,
}


class BuildWithData(build_py):
    """The usual build, then a copy of the data folders."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        root = Path(__file__).parent
        for folder in FOLDERS:
            copytree(
                root / folder, Path(self.build_lib, "eduapp", "_data", folder), ignore=LEFT_OUT, dirs_exist_ok=True
            )


def extensions() -> list[Extension]:
    """The modules to compile; one that can't be is left as it is."""
    if cythonize is None:
        return []
    listed = [Extension(path.replace("/", "."), [f"{path}.py"]) for path in COMPILED]
    made = cythonize(listed, build_dir="build/cython", compiler_directives=DIRECTIVES, quiet=True)
    for extension in made:
        extension.optional = True  # cythonize doesn't keep it
    return made


setup(cmdclass={"build_py": BuildWithData}, ext_modules=extensions())
