"""Rows that are stages: where a table turns its head over, the labels of its rows say budget, final or comparison.

Only what a label says by itself belongs here; what the table makes of it does not.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pipeline.extraction.page.text import match_key
from pipeline.extraction.wording.tables import vocabulary

_YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True, slots=True)
class RowStage:
    """What the label of a row says about all its amounts.

    Attributes:
        stage: Stage of the amounts; empty where ``is_aside``.
        year: The year that the label names, if any.
        is_aside: The row compares other rows: its numbers are no amounts of the table.
    """

    stage: str
    year: str = ""
    is_aside: bool = False


@lru_cache(maxsize=1 << 12)
def row_stage(text: str, axis: str) -> RowStage | None:
    """What a label says, if it is a heading of a stage or of a comparison and nothing else.

    Args:
        text: The label as printed.
        axis: Kind of table.
    """
    key, words = match_key(text), vocabulary()
    year = max(_YEAR.findall(key), default="")
    plain = words.unit_in_heading.sub("", words.year.sub("", words.strip_ordinal(key)))
    heading = (words.heading(key, axis) or words.heading(plain, axis)) if plain else None
    if heading is None or (key, "three_public") in words.lines or (plain, "three_public") in words.lines:
        return None
    if heading.role == "aside":
        return RowStage("", year, is_aside=True)
    return RowStage(heading.stage, year) if heading.role == "generic" and heading.stage else None


def latest_year(labels: Iterable[str], axis: str) -> str:
    """The latest year that the labels of stages name; empty where they name none or one alone."""
    years = {found.year for label in labels if label and (found := row_stage(label, axis)) and found.year}
    return max(years) if len(years) > 1 else ""
