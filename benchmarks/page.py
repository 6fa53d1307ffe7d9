"""How long a teacher waits for the page: `python -m benchmarks.page [--runs N]`.

Each run starts `eduapp ui` as a person does and waits in Chromium until the first page is drawn; the first run only
warms the disk. It is measured in a browser that knows nothing of the page, as on the first day, and in one that has
been there before, as on every other. The limits are 3 s for that and 0.4 s for importing the command line. On a busy
machine the time of the processor says more, so that of the import is printed too.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

IMPORT = (
    "import time; t, c = time.perf_counter(), time.process_time(); import eduapp.cli; "
    "print(time.perf_counter() - t, time.process_time() - c)"
)
PAGE_LIMIT, IMPORT_LIMIT = 3.0, 0.4


def main() -> None:
    """Measure, and print a table and a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    imports = [_import() for _ in range(runs)]
    served, drawn = zip(*_pages(runs + 1, known=False)[1:], strict=True)
    _, known = zip(*_pages(runs + 1, known=True)[1:], strict=True)
    figures = {
        "import_s": round(min(wall for wall, _ in imports), 3),
        "import_cpu_s": round(min(cpu for _, cpu in imports), 3),
        "server_answers_s": round(statistics.median(served), 2),
        "first_page_new_browser_s": round(statistics.median(drawn), 2),
        "first_page_s": round(statistics.median(known), 2),
        "first_page_best_s": round(min(known), 2),
    }
    print(f"importing eduapp.cli       {figures['import_s']:6.3f} s   limit {IMPORT_LIMIT}")
    print(f"  time of the processor    {figures['import_cpu_s']:6.3f} s")
    print(f"the server answers after   {figures['server_answers_s']:6.2f} s")
    print(f"first page, new browser    {figures['first_page_new_browser_s']:6.2f} s")
    print(f"first page, been there     {figures['first_page_s']:6.2f} s   limit {PAGE_LIMIT}")
    print(f"  best                     {figures['first_page_best_s']:6.2f} s")
    print(json.dumps(figures))


def _import() -> tuple[float, float]:
    told = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, check=True, text=True).stdout
    wall, cpu = map(float, told.split())
    return wall, cpu


def _pages(runs: int, *, known: bool) -> list[tuple[float, float]]:
    """The seconds until the server answered, and until the page was drawn, of each run."""
    from playwright.sync_api import sync_playwright

    from tests.e2e.served import CHROMIUM, FLAGS, free_port, serve

    found, port = [], free_port()
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        profile = Path(folder) / "profile"
        browser = playwright.chromium.launch_persistent_context(profile, executable_path=CHROMIUM, args=FLAGS)
        for _ in range(runs):
            began = time.monotonic()
            with serve(Path(folder), port=port if known else None) as served:
                page = browser.new_page()
                page.goto(served.address)
                page.get_by_role("heading", level=1).wait_for()
                found.append((served.seconds, time.monotonic() - began))
                page.close()
        browser.close()
    return found


if __name__ == "__main__":
    main()
