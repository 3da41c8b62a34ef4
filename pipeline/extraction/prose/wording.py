"""What follows from the wording of a paragraph alone, whatever its amounts are.

How it begins, whether it names figures, its text without digits, and whether another paragraph of the same wording
must give the same belong here. Where it stands and what it says do not.
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.extraction.page.text import fold
from pipeline.extraction.prose.sections import LONGEST_HEADING, Opening, opening_of
from pipeline.extraction.prose.text import NUMBER_FORM, Masked, without_digits
from pipeline.extraction.wording.prose import NUMBER, narrative_vocabulary

_DIGIT = re.compile(r"[0-9]")
# Numbers whose digits decide nothing: not years, codes in brackets and ordinals, which the signs behind them tell.
_AMOUNT = re.compile(
    r"[0-9](?<![0-9.,][0-9])(?>[0-9]{0,2}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]*(?:\.[0-9]+)?)"
    r"(?![0-9]|\s*[.,)\uff09\u3001\u5e74])"
)
_ORDINAL_LENGTH = 2
# Such signs make one number of two, or two of one, as the digits around them may be.
_JOINED = re.compile(f"[{NUMBER}0-9][,.][{NUMBER}0-9]|{NUMBER}[)、年]")


def masked_amounts(text: str) -> str:
    """The key under which lines are remembered: a sign for each number whose digits decide nothing.

    Args:
        text: Lines as published.

    Returns:
        The lines; years, codes in brackets and ordinals stand in them as they are.
    """
    return _AMOUNT.sub(NUMBER, text)


@dataclass(slots=True)
class Wording:
    """What the wording of a paragraph tells, wherever it stands.

    Attributes:
        opening: How it begins; None where it can neither open a heading nor name a figure.
        is_read: Whether it holds a figure or the name of an item.
        names_items: Whether it holds the name of an item (类, 款, 项).
        start: Where the text begins that is read.
        skeleton: That text without digits.
        negative: Numbers of the figures that have a sign.
        is_open: Whether it ends with a colon.
        masked: The figures, where they are known already.
    """

    opening: Opening | None = None
    is_read: bool = False
    names_items: bool = False
    start: int = 0
    skeleton: str = ""
    negative: tuple[int, ...] = ()
    is_open: bool = False
    masked: Masked | None = None

    def figures(self, printed: str) -> Masked:
        """The figures of a paragraph with this wording."""
        if self.masked is not None:
            return self.masked
        parts = NUMBER_FORM.split(printed[self.start :] if self.start else printed)
        for number in self.negative:
            parts[2 * number] = parts[2 * number][:-1]
            parts[2 * number + 1] = f"-{parts[2 * number + 1]}"
        return Masked(self.skeleton, parts, self.start)


def wording_of(text: str, printed: str, *, marked: bool, fiscal_year: str) -> Wording:
    """Work out what the wording of a paragraph tells.

    Args:
        text: The paragraph, folded and without blanks.
        printed: The same characters as published.
        marked: Whether it begins with an ordinal.
        fiscal_year: The year of the document, or an empty text when it is not known.

    Returns:
        The wording with the figures of this paragraph.
    """
    vocabulary = narrative_vocabulary()
    has_digits = _DIGIT.search(text) is not None
    names_items = ")" in text and vocabulary.levels.search(text) is not None
    if not (has_digits or names_items or marked) and len(text) > LONGEST_HEADING:
        return Wording()
    opening = opening_of(text, printed, marked=marked)
    counts = vocabulary.count if vocabulary.count.search(text) else None
    if not (has_digits or names_items or counts):
        return Wording(opening)
    is_heading = opening.heading is not None and opening.text_start == len(text)
    # The name of an item on a line of its own: what follows belongs to it.
    start = opening.title_start if is_heading and names_items else opening.text_start
    masked = without_digits(text, start, fiscal_year, counts)
    return Wording(opening, True, names_items, start, masked.skeleton, (), text.endswith(":"), masked)


def lasting_wording(wording: Wording, text: str, printed: str, key: str) -> Wording | None:
    """The wording as it is true of every paragraph with this key.

    Args:
        wording: The wording of one of them, with its figures.
        text: Its text.
        printed: The same characters as published.
        key: Its lines with a sign for each amount.

    Returns:
        The wording without the figures; None where their digits decide what it is.
    """
    masked = wording.masked
    if NUMBER not in key:
        return wording
    key = fold(key)
    runs = key.split()
    key = "".join(runs)
    if NUMBER in key[: max(wording.start, _ORDINAL_LENGTH)] or _JOINED.search(key):
        return None
    if any(_ends_in_digit(run) and _begins_with_digit(after) for run, after in pairwise(runs)):
        return None
    if masked is None:
        return wording
    if NUMBER_FORM.findall(printed, wording.start) != NUMBER_FORM.findall(text, wording.start):
        return None
    values = masked.parts[1::2]
    if not all(value.isascii() for value in values):
        return None
    negative = tuple(number for number, value in enumerate(values) if value[0] == "-")
    return replace(wording, negative=negative, masked=None)


def _ends_in_digit(run: str) -> bool:
    return run[-1] == NUMBER or run[-1].isdecimal()


def _begins_with_digit(run: str) -> bool:
    return run[0] == NUMBER or run[0].isdigit()
