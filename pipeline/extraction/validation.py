"""What the rows of one document must satisfy before they go on: one that breaks it is set aside, the others go on.

Invariants that one document can be asked for alone, in the terms of the Parquet: keys, numbers, counts. What dbt tests
beyond them, and how a document that breaks it there is found, is ``transformation/blame``.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, cast

from pipeline.extraction.document import Rows
from pipeline.extraction.page.cells import DECIMALS, INTEGER_DIGITS, is_storable
from pipeline.extraction.page.document import Refusal

KEYS: dict[str, tuple[str, ...]] = {
    "statements": ("statement_no",),
    "figures": ("source_line", "source_field"),
    "unplaced_cells": ("source_line", "source_field"),
    "indicators": ("statement_no", "indicator_no"),
    "narrative_figures": ("figure_no",),
    "lines": ("line_no",),
}
"""What names one row within its document."""
_NUMBERS: dict[str, tuple[str, ...]] = {
    "figures": ("amount_number",),
    "narrative_figures": ("value_number", "base_number"),
}
_COUNTED = {"figure_count": "figures", "unplaced_count": "unplaced_cells"}
_LENGTH = f"{INTEGER_DIGITS} digits and {DECIMALS} decimals"
_SHOWN = 200


def objection(rows: Rows) -> Refusal | None:
    """What is wrong with the rows of one document.

    Args:
        rows: Per dataset, as records.

    Returns:
        The first objection, with the row that gives it; None where all is well.
    """
    for complaints in (_numbers, _keys, _counts):
        for complaint in complaints(rows):
            return Refusal("invariant_broken", complaint)
    return None


def _numbers(rows: Rows) -> Iterator[str]:
    for dataset, columns in _NUMBERS.items():
        for row in rows.get(dataset, ()):
            for column in columns:
                number = getattr(row, column)
                if number is not None and not is_storable(number):
                    yield f"{column} of {dataset} is no number of at most {_LENGTH}: {_told(row)}"


def _keys(rows: Rows) -> Iterator[str]:
    for dataset, columns in KEYS.items():
        found = rows.get(dataset, ())
        seen = Counter(tuple(getattr(row, column) for column in columns) for row in found)
        for row in found:
            if seen[tuple(getattr(row, column) for column in columns)] > 1:
                yield f"two rows of {dataset} have the same {', '.join(columns)}: {_told(row)}"


def _counts(rows: Rows) -> Iterator[str]:
    tables: Callable[[str], Counter[int]] = lambda dataset: Counter(row.statement_no for row in _of(rows, dataset))  # noqa: E731
    counted = {column: tables(dataset) for column, dataset in _COUNTED.items()}
    for row in _of(rows, "statements"):
        parts = row.figure_count + row.indicator_count + row.structural_count + row.unplaced_count
        if parts != row.numeric_token_count or any(
            getattr(row, column) != counts[row.statement_no] for column, counts in counted.items()
        ):
            yield f"the numbers of a table are not all accounted for: {_told(row)}"
    known = {row.statement_no for row in _of(rows, "statements")}
    for dataset in ("figures", "unplaced_cells", "indicators"):
        for row in _of(rows, dataset):
            if row.statement_no not in known:
                yield f"a row of {dataset} stands in no table: {_told(row)}"


def _of(rows: Rows, dataset: str) -> Sequence[Any]:
    return rows.get(dataset, ())


def _told(row: tuple[Any, ...]) -> str:
    record = cast("NamedTuple", row)
    named = {name: value for name, value in record._asdict().items() if value is not None and name != "document_id"}
    text = ", ".join(f"{name} {value}" for name, value in named.items())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
