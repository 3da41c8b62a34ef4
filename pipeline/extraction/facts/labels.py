"""Labels and the values behind them: the name or the code of a body on a cover, over a table, in a sheet.

Finding them in a text belongs here; which of them speaks for the document does not (``name``).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pipeline.extraction.wording.facts import (
    BEFORE_LABEL,
    Label,
    compact,
    label_line,
    label_start,
    labels,
    pattern,
)

_REMEMBERED_LABELS = 1 << 12
_PIPE = "|"
_LONGEST_LINE, _LONGEST_LABEL = 300, 16


@dataclass(frozen=True, slots=True)
class LabelValue:
    """A label with its value: 1-based line, printed line, the value without blanks, the label."""

    line: int
    printed: str
    value: str
    label: Label


def label_values(text: str, first_line: int = 1) -> list[LabelValue]:
    """All labels in a text with their values.

    Args:
        text: Printed lines joined with line feeds.
        first_line: Number of the first of them.

    Returns:
        Values that are not empty and no unit of money, in order.
    """
    found: list[LabelValue] = []
    text = f"\n{text}"
    line, position, end_of_line = first_line - 1, 0, -1
    for match in label_start().finditer(text):
        start = match.start()
        if start < end_of_line:
            continue
        line += text.count("\n", position, start)
        position = start
        end_of_line = text.find("\n", start)
        end_of_line = len(text) if end_of_line < 0 else end_of_line
        known = _label_of_line(text[text.rfind("\n", 0, start) + 1 : end_of_line])
        if known is not None:
            found.append(LabelValue(line, *known))
    return found


def labels_of_cells(lines: Sequence[str]) -> Iterator[LabelValue]:
    """Labels of a table with a pipe behind each cell, a row or a cell a line: the value is the next cell."""
    cells = [
        (number, cell.strip())
        for number, line in enumerate(lines, start=1)
        if line.rstrip().endswith(_PIPE)
        for cell in line[:_LONGEST_LINE].strip().strip(_PIPE).split(_PIPE)
    ]
    for (number, label), (_, value) in pairwise(cells):
        if compact(label) in labels():
            yield from label_values(f"{label}\t{value}", number)


def labels_of_lines(lines: Sequence[str]) -> Iterator[LabelValue]:
    """Labels of a sheet that a page prints one cell a line: the value is the next line that is not blank."""
    printed = [(number, line.strip()) for number, line in enumerate(lines, start=1) if line.strip()]
    for (number, label), (_, value) in pairwise(printed):
        if len(label) <= _LONGEST_LABEL and compact(label) in labels() and compact(value) not in labels():
            yield from label_values(f"{label}\t{value[:_LONGEST_LINE]}", number)


@lru_cache(maxsize=_REMEMBERED_LABELS)
def _label_of_line(line: str) -> tuple[str, str, Label] | None:
    """The first label of a line, unless it stands inside a word: printed, its value, the label."""
    match = label_line().search(line)
    if match is None or (match.start() and line[match.start() - 1] not in BEFORE_LABEL):
        return None
    value = compact(pattern("value_end").split(match["value"].strip(), maxsplit=1)[0])
    value = pattern("name_trailer").sub("", value)
    if not value or pattern("not_a_body").match(value):
        return None
    return match[0].strip(), value, labels()[compact(match["label"]).strip(":*")]
