"""The parser version changes with exactly the seeds that extraction reads, and no seed is read by another door."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.extraction import seeds
from pipeline.extraction.dataset.version import parser_version

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
WATCHED = """
import json, sys
from pathlib import Path
from pipeline.extraction import seeds
asked = set()
rows = seeds.Seed.rows
def watched(self):
    asked.add(self.name)
    return rows(self)
seeds.Seed.rows = watched
opened = set()
def opens(event, arguments):
    if event == "open" and str(arguments[0]).endswith(".csv"):
        opened.add(Path(str(arguments[0])).stem)
sys.addaudithook(opens)
from pipeline.extraction.folder import extract_folder
extract_folder(Path(sys.argv[1]), Path(sys.argv[2]), workers=1, progress=lambda _: None)
print(json.dumps([sorted(asked), sorted(opened), list(seeds.declared_seeds())]))
"""


def test_what_is_declared_is_read_and_nothing_else_is_opened(tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", WATCHED, str(ROOT / "raw"), str(tmp_path / "out")],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    asked, opened, declared = json.loads(answer.stdout.splitlines()[-1])
    assert set(opened) <= set(declared)
    assert set(asked) <= set(declared)


def test_touching_a_seed_changes_the_version_if_and_only_if_extraction_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(seeds.SEEDS, tmp_path / "seeds")
    monkeypatch.setattr(seeds, "SEEDS", tmp_path / "seeds")
    version = parser_version.__wrapped__
    seeds._paths.cache_clear()
    try:
        before = version()
        declared = set(seeds.declared_seeds())
        wrong: list[str] = []
        for path in sorted((tmp_path / "seeds").rglob("*.csv")):
            printed = path.read_bytes()
            path.write_bytes(printed + b"\n")
            if (version() != before) != (path.stem in declared):
                wrong.append(path.stem)
            path.write_bytes(printed)
        assert wrong == []
        assert version() == before
    finally:
        seeds._paths.cache_clear()
