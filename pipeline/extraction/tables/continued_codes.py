"""Codes that go on from the rows above: a row prints the last part of its code only (``205``, below it ``02``).

What a part stands for is never guessed: a code is completed where the classification gives it the name that stands
beside it, and only one code does. What one row's own cells say belongs to ``labels``.
"""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.extraction.tables.label_words import CLASS_LINE_SIMILARITY, find_line, is_total, line_key
from pipeline.extraction.tables.labels import CLASS_CODE_LENGTH, LONGEST_CODE, Label
from pipeline.extraction.wording.tables import similarity, vocabulary

SECTION_CODE_LENGTH = 5
PART_LENGTH = 2
_LEAST_PLACES = 2
"""Columns with parts of codes from which a number in one of them is such a part, whatever else the table prints."""


class CodeTrail:
    """The codes of one block of a table, row by row."""

    def __init__(self, labels: Sequence[Label]) -> None:
        """Look at all labels of the block.

        Args:
            labels: Labels of the rows that print numbers.
        """
        self._places = sorted({place for label in labels for place in label.code_places})
        self._is_by_code = len(self._places) >= _LEAST_PLACES or any(
            label.code_parts or (label.open_parts and line_key(label.text)[0] in vocabulary().names) for label in labels
        )
        self._above = ""
        self._given: set[tuple[str, str]] = set()

    def lose(self, label: Label) -> bool:
        """Forget the rows above, for one could not be read.

        Args:
            label: The label of that row.

        Returns:
            True where the row's own cells are not its whole code.
        """
        self._above = ""
        return self._is_by_code and not label.code_parts and bool(label.open_parts)

    def complete(self, label: Label) -> Label | None:
        """Give a row the whole code that its own parts and the rows above tell.

        Args:
            label: The label of the next row.

        Returns:
            The label, with the parts from the rows above where its own are not the whole code; None where they are
            not and nothing tells the rest.
        """
        if label.code_parts:
            return self._follow(label) if not self._lacks_a_part(label) else self._completed(label)
        names_no_code = is_total(label.text) or bool(find_line(line_key(label.text)[0], "economic"))
        if not label.open_parts or names_no_code or not self._is_by_code:
            self._given.clear()
            return label
        return self._completed(label)

    def _follow(self, label: Label) -> Label:
        self._above = label.whole_code
        if len(self._above) == CLASS_CODE_LENGTH:
            self._given.clear()
        self._given.add((self._above, label.unit_code))
        return label

    def _lacks_a_part(self, label: Label) -> bool:
        """True where a column of parts between two of the row is blank, and the name beside is another code's."""
        if len(label.code_places) != len(label.code_parts) or len(label.code_parts[0]) != CLASS_CODE_LENGTH:
            return False
        if not set(label.code_places) <= set(self._places):
            return False  # a row read by another header than those that told the columns
        levels = [self._places.index(place) for place in label.code_places]
        skips = levels[-1] - levels[0] >= len(levels)
        return skips and not _is_named(label.whole_code, label)

    def _completed(self, label: Label) -> Label | None:
        own = label.code_parts[0] if label.code_parts else ""
        rest = "".join(part.zfill(PART_LENGTH) for part in (label.code_parts[1:] if own else label.open_parts))
        starts = [self._above[:end] for end in (CLASS_CODE_LENGTH, SECTION_CODE_LENGTH) if len(self._above) >= end]
        codes = [start + rest for start in starts if start.startswith(own) and start != own]
        found = [code for code in codes if len(code) <= LONGEST_CODE and _is_named(code, label)]
        if len(found) > 1:
            found = [code for code in found if len(code) == self._length(label)]
        given = (found[0], "" if label.is_unit_part else label.unit_code) if len(found) == 1 else ("", "")
        if not given[0] or given in self._given:
            self._above = self._above[:CLASS_CODE_LENGTH]
            return None
        self._given.add(given)
        self._above = given[0]
        parts = [self._above[:CLASS_CODE_LENGTH], *_pairs(self._above[CLASS_CODE_LENGTH:])]
        return replace(label, code_parts=parts, open_parts=[], unit_code=given[1])

    def _length(self, label: Label) -> int:
        """Digits of a code whose last part stands where the label's does, by the columns of a table; 0 by none."""
        if len(self._places) < _LEAST_PLACES or not set(self._places) & set(label.code_places[-1:]):
            return 0
        return CLASS_CODE_LENGTH + PART_LENGTH * self._places.index(label.code_places[-1])


def _pairs(digits: str) -> list[str]:
    return [digits[i : i + PART_LENGTH] for i in range(0, len(digits), PART_LENGTH)]


def _is_named(code: str, label: Label) -> bool:
    """True where a classification gives the code the name of the label, or nearly that name."""
    key = line_key(label.text)[0]
    names = vocabulary().codes.get(code, frozenset())
    return bool(key) and any(similarity(key, name) >= CLASS_LINE_SIMILARITY for name in names)
