"""Every figure that the prose of the seed documents names, as a person read it, against what extraction finds.

The expectations (``narrative/*.csv``) were typed from the documents and are never regenerated from output. Both ways
are compared: nothing the page names may be missing, and nothing may be found that no person saw there.
"""

import csv
import hashlib
from collections import Counter
from pathlib import Path

import pytest

from pipeline.extraction.dataset.records import NarrativeFigure
from pipeline.extraction.document import Source, extract_document
from pipeline.extraction.page.text import match_key

HERE = Path(__file__).parent
RAW = HERE.parents[1] / "raw"
FILES = sorted((HERE / "narrative").glob("*.csv"))
PRINTED_FIGURES = {
    "hetang_final_2020": 154,
    "lengshuitan_performance_2021": 20,
    "luancheng_budget_2020": 33,
    "shifeng_final_2020": 120,
    "zhuzhou_budget_2020": 43,
}

Figure = tuple[int, str, str, str, str, str]


def expected_figures(path: Path) -> list[Figure]:
    with path.open(encoding="utf-8", newline="") as handle:
        return [
            (
                int(row["source_line"]),
                row["metric"],
                match_key(row["subject"]),
                row["value"],
                match_key(row["unit_text"]),
                row["function_item"],
            )
            for row in csv.DictReader(handle)
        ]


def found_rows(name: str) -> list[dict[str, str | int | None]]:
    path = RAW / f"{name}.txt"
    source = Source(hashlib.sha256(path.read_bytes()).hexdigest(), path, (path.name,))
    rows = extract_document(source).rows["narrative_figures"]
    return [dict(zip(NarrativeFigure._fields, row, strict=True)) for row in rows]


def found_figures(name: str) -> list[Figure]:
    return [
        (
            int(row["source_line"] or 0),
            str(row["metric"]),
            match_key(str(row["subject"] or "")),
            str(row["value_number"]),
            match_key(str(row["unit_text"] or "")),
            str(row["function_item"] or ""),
        )
        for row in found_rows(name)
    ]


def test_a_golden_file_for_every_seed_document_with_every_figure() -> None:
    assert {path.stem: len(expected_figures(path)) for path in FILES} == PRINTED_FIGURES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_narrative_figures_are_those_on_the_page(path: Path) -> None:
    expected, found = Counter(expected_figures(path)), Counter(found_figures(path.stem))
    assert sorted((expected - found).elements()) == [], "named on the page, not found"
    assert sorted((found - expected).elements()) == [], "found, not named on the page"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_narrative_figures_stand_where_they_say(path: Path) -> None:
    lines = (RAW / f"{path.stem}.txt").read_text(encoding="utf-8").split("\n")
    for row in found_rows(path.stem):
        offset, line = int(row["source_offset"] or 0), int(row["source_line"] or 0)
        assert lines[line - 1][offset:].startswith(str(row["value_text"])), row
