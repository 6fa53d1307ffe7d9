"""Packs the folders that stand beside the package (templates, models, samples) into the wheel as `eduapp/_data`."""

from pathlib import Path
from shutil import copytree, ignore_patterns

from setuptools import setup
from setuptools.command.build_py import build_py

FOLDERS = ("templates", "models", "samples")
LEFT_OUT = ignore_patterns("train", "text", "*.py", "__pycache__")


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


setup(cmdclass={"build_py": BuildWithData})
