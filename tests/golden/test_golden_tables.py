"""Every amount of every table of the seed documents, as a person read it, against ``fct_figure``.

The expectations (``tables/*.csv``) were typed from the documents, one row per printed amount, printed zeros included.
They are never regenerated from the pipeline: whoever changes one has looked at the document. A blank ``fund`` or
``is_of_which`` is not compared, because the page does not decide it. Figures of the narrative do not belong here.
"""

import csv
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

HERE = Path(__file__).parent
RAW = HERE.parents[1] / "raw"
FILES = sorted((HERE / "tables").glob("*.csv"))
SEEDS = [f"{path.stem}.txt" for path in FILES]

COMPARED = (
    "statement_id",
    "row_kind",
    "function_code",
    "economic_code",
    "line_id",
    "measure",
    "stage",
    "amount_text",
    "unit_text",
    "amount_yuan",
)
COMPARED_WHERE_STATED = ("fund", "is_of_which")

Place = tuple[str, int, int]
Figure = dict[str, str]


def read_golden(path: Path) -> list[Figure]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


GOLDEN = [row for path in FILES for row in read_golden(path)]


def place_of(row: Figure) -> Place:
    return row["file_name"], int(row["source_line"]), int(row["source_field"])


def published_figures(warehouse: Path | str) -> list[Figure]:
    """All figures of the seed documents, null as the empty string."""
    columns = ("file_name", "source_line", "source_field", "row_label", *COMPARED, *COMPARED_WHERE_STATED)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            f"""
            select {", ".join(columns)}
            from fct_figure
            join dim_document using (document_id)
            where list_contains(?, file_name)
            order by file_name, source_line, source_field
            """,
            [SEEDS],
        ).fetchall()
    return [dict(zip(columns, ("" if value is None else str(value) for value in row), strict=True)) for row in rows]


def same(column: str, expected: str, actual: str) -> bool:
    if column == "amount_yuan":
        return actual != "" and Decimal(expected) == Decimal(actual)
    return expected == (actual.lower() if column == "is_of_which" else actual)


def differences(expected: Figure, actual: Figure) -> list[str]:
    columns = [*COMPARED, *(column for column in COMPARED_WHERE_STATED if expected[column])]
    return [
        f"{column}: page says {expected[column] or 'null'}, warehouse says {actual[column] or 'null'}"
        for column in columns
        if not same(column, expected[column], actual[column])
    ]


def describe(row: Figure) -> str:
    return (
        f"{row['file_name']}:{row['source_line']} field {row['source_field']} "
        f"[{row['statement_id']}] {row['row_label']} = {row['amount_text']}"
    )


@pytest.fixture(scope="module")
def published(built_warehouse: Path | str) -> list[Figure]:
    return published_figures(built_warehouse)


def test_golden_amounts_stand_on_the_page() -> None:
    """Guards the expectations themselves: a raw file that changed, or a slip of the hand."""
    misplaced = []
    for file_name in SEEDS:
        lines = (RAW / file_name).read_text(encoding="utf-8").split("\n")
        for row in (row for row in GOLDEN if row["file_name"] == file_name):
            fields = lines[int(row["source_line"]) - 1].split("\t")
            cell = re.sub(r"</?b>", "", fields[int(row["source_field"]) - 1]).strip()
            if cell != row["amount_text"]:
                misplaced.append(f"{describe(row)}, but the page prints {cell!r}")
    assert not misplaced, "\n".join(misplaced)
    assert len({place_of(row) for row in GOLDEN}) == len(GOLDEN)


def test_every_printed_amount_is_a_figure_with_its_meaning(published: list[Figure]) -> None:
    by_place = {place_of(row): row for row in published}
    missing = [f"missing      {describe(row)}" for row in GOLDEN if place_of(row) not in by_place]
    wrong = [
        f"wrong        {describe(row)}\n               " + "\n               ".join(found)
        for row in GOLDEN
        if place_of(row) in by_place and (found := differences(row, by_place[place_of(row)]))
    ]
    report = [*missing, *wrong]
    assert not report, f"{len(report)} of {len(GOLDEN)} figures differ from the page\n" + "\n".join(report)


def test_no_figure_that_the_page_does_not_print(published: list[Figure]) -> None:
    expected = {place_of(row) for row in GOLDEN}
    invented = [f"not printed  {describe(row)}" for row in published if place_of(row) not in expected]
    twice = [
        f"twice        {place[0]}:{place[1]} field {place[2]}"
        for place, count in Counter(place_of(row) for row in published).items()
        if count > 1
    ]
    assert not [*invented, *twice], "\n".join([*invented, *twice])


def test_counts_by_statement(published: list[Figure]) -> None:
    on_the_page = Counter((row["file_name"], row["statement_id"]) for row in GOLDEN)
    in_the_warehouse = Counter((row["file_name"], row["statement_id"]) for row in published)
    report = [
        f"{file_name} {statement}: page {on_the_page[file_name, statement]}, "
        f"warehouse {in_the_warehouse[file_name, statement]}"
        for file_name, statement in sorted(on_the_page.keys() | in_the_warehouse.keys())
        if on_the_page[file_name, statement] != in_the_warehouse[file_name, statement]
    ]
    assert not report, "figures per statement\n" + "\n".join(report)


@pytest.mark.parametrize(
    ("file_name", "figures"),
    [
        ("hetang_final_2020.txt", 273),
        ("lengshuitan_performance_2021.txt", 0),
        ("luancheng_budget_2020.txt", 9),
        ("shifeng_final_2020.txt", 102),
        ("zhuzhou_budget_2020.txt", 200),
    ],
)
def test_counts_by_document(published: list[Figure], file_name: str, figures: int) -> None:
    """Counted by hand on the page, table by table, before the expectations were typed."""
    assert sum(row["file_name"] == file_name for row in published) == figures
