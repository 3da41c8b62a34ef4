"""Printed lines to paragraphs: which line goes on with the one before.

The geometry of running text belongs here: margins, indents, what would not have fitted. Which signs number a paragraph
is the seed's (``numbering.csv``).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from pipeline.extraction.page.text import fold
from pipeline.extraction.readers.printed.lines import Line
from pipeline.extraction.readers.printed.type_size import CLOSING
from pipeline.extraction.seeds import Seed

NUMBERING = Seed("numbering")

LONG_LINE = 12
"""Characters from which a line tells where the margins are."""
BUCKET = 4.0
FEWEST_FULL = 3
"""Lines that must end together to be full, on pages with tables: two titles may be as long by chance."""
BEYOND = 2.0
"""Em beyond a place where lines end together, from which a line shows that it is no margin, if as many are as long."""
INDENT = 1.2
"""Em from the left margin from which a line is indented."""
SLACK = 0.6
"""Em by which a full line may end before the right margin, beyond what would not have fitted."""
WIDEST_GAP = 4.0
"""Em between two words of running text."""
FURTHER = 1.4
"""Times the usual distance of two lines, beyond which a paragraph ends."""
_SENTENCE_END = re.compile(r"[。；：！？;:.]\Z")
_LEADER = re.compile(r"[.．·…]{6,}|…{3,}|(?:\. ){4,}")


@dataclass(frozen=True, slots=True)
class Margins:
    """Of running text: where its lines begin and end, whether paragraphs are indented, how far lines are apart."""

    left: float
    right: float
    indented: bool
    leading: float


@cache
def _ordinal() -> re.Pattern[str]:
    return re.compile("|".join(row["pattern"] for row in NUMBERING.rows() if row["kind"] == "ordinal"))


def begins_anew(text: str) -> bool:
    """Whether a text begins with a number of its own (一、 （二） 3.)."""
    return bool(_ordinal().match(fold(text)))


def is_only_ordinal(text: str) -> bool:
    """Whether a text is a number of its own kind and nothing else: a name may end with one, no entry is one."""
    return bool(_ordinal().fullmatch(fold(text)))


def is_in_ordinal(before: str, after: str) -> bool:
    """Whether two texts are parted within the number of an entry (二十 and 三、其他支出)."""
    found = _ordinal().match(fold(before + after))
    return found is not None and found.end() > len(before) and not begins_anew(before)


def margins_of(lines: Sequence[Line], table_end: float = 0.0, page_width: float = 0.0) -> Margins | None:
    """Find the margins of running text.

    Args:
        lines: All lines outside tables of pages of one size.
        table_end: Where the widest table of these pages ends; a single line of text cannot tell the right margin.
        page_width: Of these pages: text leaves as much room to the right as to the left.

    Returns:
        The margins; None where no line is long enough to tell.
    """
    long = [line for line in lines if len(line.text) >= LONG_LINE and not _is_spread(line)]
    if not long:
        return None
    ends = Counter(round(line.box.x1 / BUCKET) for line in long)
    most = max(ends.values())
    right = max(place for place, count in ends.items() if count >= max(2, 0.25 * most) or most == 1)
    near = [line.box.x1 for line in long if abs(round(line.box.x1 / BUCKET) - right) <= 1]
    starts = Counter(round(line.box.x0 / BUCKET) for line in long)
    commonest = max(starts.values())
    left = min(place for place, count in starts.items() if count >= max(1, 0.2 * commonest))
    edge = min(line.box.x0 for line in long if abs(round(line.box.x0 / BUCKET) - left) <= 1)
    furthest = max(line.box.x1 for line in long)
    em = sorted(line.em for line in long)[len(long) // 2]
    beyond = sum(line.box.x1 > max(near) + BEYOND * em for line in long)
    if (len(near) < FEWEST_FULL and (table_end or len(near) == 1)) or beyond >= len(near):
        near = [max(table_end, furthest, page_width - edge)] if table_end or beyond >= len(near) else []
    if not near:
        return None
    indented = sum(INDENT * em < line.box.x0 - edge < 4 * em for line in long)
    return Margins(edge, sorted(near)[len(near) // 2], indented >= max(2, 0.08 * len(long)), _leading(lines))


def goes_on(before: Line, line: Line, margins: Margins | None, *, new_page: bool) -> bool:
    """Whether a line goes on with the paragraph of the line before.

    Args:
        before: The line before.
        line: The line.
        margins: Of the running text of its pages.
        new_page: Whether a page ends between them.

    Returns:
        True where a reader would read on.
    """
    if margins is None or not _same_type(before, line):
        return False
    if not new_page and margins.leading and line.box.top - before.box.top > FURTHER * margins.leading:
        return False
    if _is_spread(line) or _is_spread(before) or _LEADER.search(before.text) or _LEADER.search(line.text):
        return False
    if line.text[:1] in CLOSING and before.box.x1 > margins.right - 2 * before.em:
        return True
    if line.box.x0 > margins.left + INDENT * line.em or begins_anew(line.text):
        return False
    if before.box.x0 > margins.left + 0.35 * (margins.right - margins.left):
        return False
    if not _is_full(before, line, margins):
        return False
    return margins.indented or not _SENTENCE_END.search(before.text)


def _is_spread(line: Line) -> bool:
    """Whether a line has a gap as between two columns, wider than justifying a line makes it."""
    return any(right.x0 - left.x1 > WIDEST_GAP * line.em for left, right in pairwise(line.parts))


def _leading(lines: Sequence[Line]) -> float:
    """The distance of lines within paragraphs: the smallest that is common; 0 where there is none."""
    steps = Counter(
        round(line.box.top - before.box.top)
        for before, line in pairwise(lines)
        if line.em < line.box.top - before.box.top < WIDEST_GAP * max(line.em, line.box.bottom - line.box.top)
    )
    common = [step for step, count in steps.items() if count >= max(2, 0.2 * max(steps.values()))]
    return float(min(common, default=0))


def _same_type(before: Line, line: Line) -> bool:
    return abs(before.em - line.em) < 0.2 * max(before.em, line.em)


def _is_full(before: Line, line: Line, margins: Margins) -> bool:
    """Whether what stands first on the line would not have fitted at the end of the line before."""
    return before.box.x1 + line.lead > margins.right - SLACK * before.em


def glue(before: str, after: str) -> str:
    """What stands between two lines of one paragraph: a blank between words, nothing else."""
    both = bool(before) and bool(after) and before[-1].isascii() and after[0].isascii()
    return " " if both and before[-1].isalpha() and after[0].isalpha() else ""
