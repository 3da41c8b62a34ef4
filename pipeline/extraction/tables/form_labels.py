"""Labels of performance forms, and by which of them a sheet is one.

What a label announces belongs here; reading the values beside it does not (``forms``).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.extraction.page.grid import Row
from pipeline.extraction.page.text import match_key
from pipeline.extraction.seeds import Seed
from pipeline.extraction.tables.label_words import line_key
from pipeline.extraction.wording.kinds import STAGES, Stage

ROWS_LOOKED_AT = 14
LONGEST_LABEL = 24
"""Longer texts are values."""
LEVELS = ("level1", "level2", "level3")
_BRACKETS = re.compile(r"\([^()]*\)")

FORM_LABELS = Seed("form_labels")


@dataclass(frozen=True, slots=True)
class FormLabel:
    """What a label of a form announces."""

    kind: str
    measure: str
    stage: Stage


@lru_cache(maxsize=1)
def _labels() -> dict[str, FormLabel]:
    return {
        match_key(row["label"]): FormLabel(row["kind"], row["measure"], STAGES[row["stage"]])
        for row in FORM_LABELS.rows()
    }


def is_form_label(text: str) -> bool:
    """True for a label of a form, exactly."""
    return match_key(text).rstrip(":") in _labels()


@lru_cache(maxsize=1 << 13)
def find_label(cell: str) -> FormLabel | None:
    """Find a form label: exactly, then without brackets, 其中 and colons."""
    key = match_key(cell)
    if not key or len(key) > LONGEST_LABEL:
        return None
    labels = _labels()
    for variant in (key, key.rstrip(":"), _BRACKETS.sub("", key).rstrip(":"), line_key(key)[0], key.split("(")[0]):
        if variant in labels:
            return labels[variant]
    return labels.get(_BRACKETS.sub("", line_key(key)[0]).rstrip(":"))


def is_form(rows: Sequence[Row]) -> bool:
    """True for a sheet of labels and values with a table of indicators, or labels of money in rows."""
    kinds: set[str] = set()
    for row in rows[:ROWS_LOOKED_AT]:
        first = next((cell for cell in row.cells if cell.strip()), "")
        found = find_label(first)
        if found:
            kinds.add(found.kind)
        kinds |= {f.kind for cell in row.cells if cell.strip() and (f := find_label(cell)) and f.kind in LEVELS}
    return bool(kinds & {"level1", "level2"}) or {"subject_project", "money"} <= kinds
