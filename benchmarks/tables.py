"""Write result tables next to the scripts, and into the pages that include them."""

import csv
import importlib.util
import os
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"


def markdown(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table in Markdown, numbers to the right."""
    lines = ["| " + " | ".join(header) + " |", "|" + "|".join("---:" if i else "---" for i in range(len(header))) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows)])


def publish(name: str, text: str) -> None:
    """Write ``results/NAME.md`` and put the same text between the markers of that name in README."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text(text + "\n", encoding="utf-8")
    readme = ROOT / "README.md"
    page = readme.read_text(encoding="utf-8")
    start, end = f"<!-- table: {name} -->", "<!-- end -->"
    if start in page:
        before, rest = page.split(start, 1)
        after = rest.split(end, 1)[1]
        readme.write_text(f"{before}{start}\n{text}\n{end}{after}", encoding="utf-8")


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file of results; none where there is no file yet."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def public_data() -> ModuleType:
    """Return the loader of the public data, from $SKMITIGATE_DATA or the folder shared/data beside the checkout."""
    folder = Path(os.environ.get("SKMITIGATE_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "load.py").exists():
        raise SystemExit(f"Expected the public data sets in {folder}; set SKMITIGATE_DATA to the folder with load.py.")
    spec = importlib.util.spec_from_file_location("load", folder / "load.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
