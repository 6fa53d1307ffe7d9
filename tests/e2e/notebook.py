"""Runs the notebook in docs anew and stores what comes out: `python -m tests.e2e.notebook`, or `make notebook`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parents[2]
NOTEBOOK = TOP / "docs" / "notebook.ipynb"


def stored() -> Any:
    """The notebook as it lies in docs."""
    import nbformat

    return nbformat.read(NOTEBOOK, as_version=4)


def run() -> Any:
    """The notebook after a run from top to bottom by a real kernel."""
    import nbclient

    notebook = stored()
    options = {"timeout": 300, "kernel_name": "python3", "resources": {"metadata": {"path": str(TOP)}}}
    nbclient.NotebookClient(notebook, record_timing=False, **options).execute()
    return notebook


def main() -> None:
    """Run it and store it, without the plain text of what is shown as HTML."""
    import nbformat

    os.environ["PYTHONPATH"] = os.pathsep.join([str(TOP), os.environ.get("PYTHONPATH", "")])
    before, after = stored(), run()
    after.metadata = before.metadata
    for cell in after.cells:
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                output.data.pop("text/plain", None)
    nbformat.write(after, NOTEBOOK)


if __name__ == "__main__":
    main()
