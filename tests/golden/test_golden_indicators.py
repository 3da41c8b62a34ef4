"""Every performance indicator of the seed documents, as a person read it, against ``fct_performance_indicator``.

The expectations (``indicators/*.csv``) were typed from the documents. ``source_line`` is the first line of the
indicator's row, also where the cells of a row stand one per line. A row of the printed form that was left blank (level
two named, nothing else) is no indicator. Spaces inside cells, markup, full-width forms and points behind a level-one
name (``(50分)``) are accidents of the layout and not compared. Amounts of money in these tables do not belong here.
"""

import csv
import re
import unicodedata
from collections import Counter
from pathlib import Path

import duckdb
import pytest

HERE = Path(__file__).parent
RAW = HERE.parents[1] / "raw"
FILES = sorted((HERE / "indicators").glob("*.csv"))

# golden column -> column of the fact
REQUIRED = {
    "subject_kind": "subject_kind",
    "subject": "subject",
    "level1": "level1",
    "level2": "level2",
    "level3": "level3",
    "target": "target",
    "actual": "actual",
    "weight": "weight_text",
    "score": "score_text",
}
# compared where the fact publishes them; the 执行率 and 总分 rows only where row_type tells them apart
OPTIONAL = {"row_type": "row_type", "description": "description", "deviation": "deviation"}

Place = tuple[str, int, str, str]
Indicator = dict[str, str]


def plain(text: str) -> str:
    """The wording without the accidents of its cell."""
    text = unicodedata.normalize("NFKC", re.sub(r"</?\w+>", "", text))
    return re.sub(r"\(\d+分\)$", "", re.sub(r"\s+", "", text))


def read_golden(path: Path) -> list[Indicator]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


GOLDEN = [row for path in FILES for row in read_golden(path)]


def place_of(row: Indicator) -> Place:
    return row["file_name"], int(row["source_line"]), plain(row["level1"]), plain(row["level2"])


def describe(row: Indicator) -> str:
    names = "/".join(plain(row[level]) for level in ("level1", "level2", "level3"))
    return f"{row['file_name']}:{row['source_line']} {row['subject']} {names} = {plain(row['target'])[:40]}"


def published_indicators(warehouse: Path | str) -> tuple[list[Indicator], dict[str, str]]:
    """The fact's rows under the golden column names, null as the empty string, and the columns that can be compared."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        described = connection.execute("describe fct_performance_indicator").fetchall()
        there = {column for column, *_ in described}
        columns = REQUIRED | {golden: column for golden, column in OPTIONAL.items() if column in there}
        missing = sorted({"source_line", *REQUIRED.values()} - there)
        assert not missing, f"fct_performance_indicator has no column {missing}; it has {sorted(there)}"
        rows = connection.execute(
            f"""
            select file_name, source_line, {", ".join(columns.values())}
            from fct_performance_indicator
            join dim_document using (document_id)
            where list_contains(?, file_name)
            """,
            [sorted(path.name for path in RAW.glob("*.txt"))],
        ).fetchall()
    names = ("file_name", "source_line", *columns)
    return [dict(zip(names, ("" if v is None else str(v) for v in row), strict=True)) for row in rows], columns


def expected_rows(columns: dict[str, str]) -> list[Indicator]:
    return [row for row in GOLDEN if "row_type" in columns or row["row_type"] == "indicator"]


@pytest.fixture(scope="module")
def published(built_warehouse: Path | str) -> tuple[list[Indicator], dict[str, str]]:
    return published_indicators(built_warehouse)


def test_golden_wording_stands_on_the_page() -> None:
    """Guards the expectations themselves; a row whose cells stand one per line is at most a dozen lines long."""
    misplaced = []
    for row in GOLDEN:
        lines = (RAW / row["file_name"]).read_text(encoding="utf-8").split("\n")
        first = int(row["source_line"]) - 1
        page = plain("".join(lines[first : first + (1 if "\t" in lines[first].strip() else 12)]))
        texts = [
            row[column] for column in ("level3", "description", "target", "actual", "weight", "score", "deviation")
        ]
        misplaced += [f"{describe(row)}: {text!r} is not there" for text in texts if plain(text) not in page]
    assert not misplaced, "\n".join(misplaced)


def test_golden_weights_add_to_one_hundred() -> None:
    """Guards the expectations themselves: the two self-evaluations print 100 points and a score of 98."""
    for kind, lines in (("department", range(591, 608)), ("project", range(621, 640))):
        rows = [row for row in GOLDEN if row["file_name"].startswith("shifeng") and int(row["source_line"]) in lines]
        parts = [row for row in rows if row["row_type"] != "total"]
        total = next(row for row in rows if row["row_type"] == "total")
        assert {row["subject_kind"] for row in rows} == {kind}
        assert sum(int(row["weight"]) for row in parts) == int(total["weight"]) == 100
        assert sum(int(row["score"]) for row in parts) == int(total["score"]) == 98


def test_every_indicator_is_published_as_printed(published: tuple[list[Indicator], dict[str, str]]) -> None:
    rows, columns = published
    by_place = {place_of(row): row for row in rows}
    expected = expected_rows(columns)
    report = []
    for row in expected:
        actual = by_place.get(place_of(row))
        if actual is None:
            report.append(f"missing      {describe(row)}")
            continue
        wrong = [
            f"{column}: page says {row[column] or 'null'}, warehouse says {actual[column] or 'null'}"
            for column in columns
            if plain(row[column]) != plain(actual[column])
        ]
        if wrong:
            report.append(f"wrong        {describe(row)}\n               " + "\n               ".join(wrong))
    assert not report, f"{len(report)} of {len(expected)} indicators differ from the page\n" + "\n".join(report)


def test_no_indicator_that_the_page_does_not_print(published: tuple[list[Indicator], dict[str, str]]) -> None:
    rows, columns = published
    expected = {place_of(row) for row in expected_rows(columns)}
    invented = [f"not printed  {describe(row)}" for row in rows if place_of(row) not in expected]
    twice = [f"twice        {place}" for place, count in Counter(map(place_of, rows)).items() if count > 1]
    assert not [*invented, *twice], "\n".join([*invented, *twice])
