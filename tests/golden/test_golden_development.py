"""Every amount of every table of six development documents, as a person read it, against ``fct_figure``.

Two provincial budgets of Jiangsu (one-row tables, three blocks side by side, 单位预留机动经费, procurement items), two
district budgets of Shanghai (codes split in columns, 元 in eight tables and 万元 in the ninth, tables continued over a
page), and the budget and final accounts of a central university (of-which columns, 24 project sheets).
The expectations (``development/*.csv``) are facts, numbers and places; the documents are not in the repository.
They are never regenerated from the pipeline. Figures of the narrative do not belong here.
"""

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

FILES = sorted((Path(__file__).parent / "development").glob("*.csv"))
DOCUMENTS = [f"{path.stem}.txt" for path in FILES]
COMPARED = (
    "statement_id",
    "row_kind",
    "function_code",
    "economic_code",
    "line_id",
    "measure",
    "stage",
    "is_of_which",
    "amount_text",
    "unit_text",
    "amount_yuan",
)
# the cell beside a code is its name; of a line or an item several cells could be called the label
IN_TEN_THOUSANDS = ("cq-swu-2023-b.txt", "cq-swu-2023-fa.txt", "js-rd-2017-b.txt", "js-rd-2018-b.txt")
LABELLED_BY_ONE_CELL = ("function", "economic")

Place = tuple[str, int, int]
Figure = dict[str, str]


def read_golden(path: Path) -> list[Figure]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


GOLDEN = [row for path in FILES for row in read_golden(path)]


def place_of(row: Figure) -> Place:
    return row["file_name"], int(row["source_line"]), int(row["source_field"])


def describe(row: Figure) -> str:
    return (
        f"{row['file_name']}:{row['source_line']} field {row['source_field']} "
        f"[{row['statement_id']}] {row['row_label']} = {row['amount_text']}"
    )


def comparable(row: Figure, column: str) -> str | Decimal:
    value = "".join(row[column].split())
    if column == "amount_yuan" and value:
        return Decimal(value)
    return value.lower() if column == "is_of_which" else value


def differences(expected: Figure, actual: Figure) -> list[str]:
    columns = [*COMPARED, *(["row_label"] if expected["row_kind"] in LABELLED_BY_ONE_CELL else [])]
    return [
        f"{column}: page says {expected[column] or 'null'}, warehouse says {actual[column] or 'null'}"
        for column in columns
        if comparable(expected, column) != comparable(actual, column)
    ]


def query(warehouse: Path, columns: tuple[str, ...], fact: str) -> list[Figure]:
    """Rows of a fact that belong to the golden documents, null as the empty string."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            f"""
            select {", ".join(columns)}
            from {fact}
            join dim_document using (document_id)
            where list_contains(?, file_name)
            order by file_name, source_line, source_field
            """,
            [DOCUMENTS],
        ).fetchall()
    return [dict(zip(columns, ("" if value is None else str(value) for value in row), strict=True)) for row in rows]


@pytest.fixture(scope="module")
def published(development_marts: Path) -> list[Figure]:
    columns = ("file_name", "source_line", "source_field", "row_label", *COMPARED)
    return query(development_marts, columns, "fct_figure")


def test_golden_amounts_stand_on_the_page(development_documents: Path) -> None:
    """Guards the expectations themselves: a document that changed, or a slip of the hand."""
    misplaced = []
    for file_name in DOCUMENTS:
        lines = (development_documents / file_name).read_text(encoding="utf-8").split("\n")
        for row in (row for row in GOLDEN if row["file_name"] == file_name):
            cell = lines[int(row["source_line"]) - 1].split("\t")[int(row["source_field"]) - 1].strip()
            if cell != row["amount_text"]:
                misplaced.append(f"{describe(row)}, but the page prints {cell!r}")
    assert not misplaced, "\n".join(misplaced)
    assert len({place_of(row) for row in GOLDEN}) == len(GOLDEN)


def test_golden_rows_add_up() -> None:
    """Guards the expectations themselves: a column declared wrongly would not balance."""
    parts = ("basic", "project", "contingency"), ("personnel", "public"), ("abroad", "vehicles", "reception")
    by_row: dict[tuple[str, str], dict[str, Decimal]] = {}
    for row in GOLDEN:
        measures = by_row.setdefault((row["file_name"], row["source_line"]), {})
        if row["row_kind"] != "line":
            measures[row["measure"]] = Decimal(row["amount_yuan"])
    checked = 0
    for place, measures in by_row.items():
        for names in parts:
            if present := [measures[name] for name in names if name in measures]:
                checked += 1
                # half of a last digit (0.01 万元) for each printed number: publishers round each on its own
                rounding = Decimal(50) * (len(present) + 1) if place[0] in IN_TEN_THOUSANDS else 0
                assert abs(sum(present) - measures["total"]) <= rounding, (place, names)
    assert checked == 368


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


def test_nothing_is_left_unplaced(development_marts: Path) -> None:
    columns = ("file_name", "source_line", "source_field", "reason")
    unplaced = query(development_marts, columns, "fct_unplaced_cell")
    assert not unplaced, "\n".join(" ".join(row.values()) for row in unplaced)


@pytest.mark.parametrize(
    ("file_name", "figures"),
    [
        ("js-rd-2018-b.txt", 158),
        ("sh-putuo-sww-2025-b-dept.txt", 287),
        ("js-rd-2017-b.txt", 162),
        ("sh-putuo-wanli-2024-b-dept.txt", 875),
        ("cq-swu-2023-b.txt", 330),
        ("cq-swu-2023-fa.txt", 220),
    ],
)
def test_counts_by_document(published: list[Figure], file_name: str, figures: int) -> None:
    """Counted on the page, table by table."""
    assert sum(row["file_name"] == file_name for row in published) == figures
