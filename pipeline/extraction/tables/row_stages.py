"""Rows that are stages: where a table turns its head over, the labels of its rows say budget, final or comparison.

Only what a label says by itself belongs here; what the table makes of it does not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.extraction.page.text import match_key
from pipeline.extraction.tables.column_rules import latest_year
from pipeline.extraction.wording.kinds import Axis, Stage
from pipeline.extraction.wording.tables import vocabulary


@dataclass(frozen=True, slots=True)
class RowStage:
    """What the label of a row says about all its amounts.

    Attributes:
        stage: Stage of the amounts; empty where ``is_aside``, or where the label is a year and nothing else.
        year: The year that the label names, if any.
        is_aside: The row compares other rows: its numbers are no amounts of the table.
    """

    stage: Stage
    year: str = ""
    is_aside: bool = False


@lru_cache(maxsize=1 << 12)
def row_stage(text: str, axis: Axis) -> RowStage | None:
    """What a label says, if it is a heading of a stage or of a comparison and nothing else.

    Args:
        text: The label as printed.
        axis: Kind of table.
    """
    key, words = match_key(text), vocabulary()
    year = latest_year(key)
    plain = words.unit_in_heading.sub("", words.year.sub("", words.strip_ordinal(key)))
    if year and not plain and axis == "three_public":
        return RowStage("", year)
    heading = (words.heading(key, axis) or words.heading(plain, axis)) if plain else None
    if heading is None or (key, "three_public") in words.lines or (plain, "three_public") in words.lines:
        return None
    if heading.role == "aside":
        return RowStage("", year, is_aside=True)
    return RowStage(heading.stage, year) if heading.role == "generic" and heading.stage else None


@dataclass(frozen=True, slots=True)
class RowYears:
    """The years that rows of stages name.

    Attributes:
        latest: The latest of several years; empty where the rows name none or one alone.
        all_told: Every row with numbers says its stage. Else the year of the table may be that of a row not read.
    """

    latest: str = ""
    all_told: bool = True


def row_years(rows: Iterable[Sequence[str]], axis: Axis) -> RowYears:
    """Compare the years that the rows name.

    Args:
        rows: The cells, none of them blank, of each row that prints a number.
        axis: Kind of table.
    """
    told = [next((found for cell in cells if (found := row_stage(cell, axis))), None) for cells in rows]
    years = {found.year for found in told if found and found.year}
    return RowYears(max(years) if len(years) > 1 else "", None not in told)
