"""Codes that a page without lines prints right beside their names: cells of two columns, told by their common seam.

Numbers stand at the right of their column, names at the left of theirs. Where codes of several lengths end at one place
and names begin at one place, no text of one cell was set so.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.extraction.readers.printed.lines import Run
from pipeline.extraction.readers.printed.marks import Glyph

SHORTEST, LONGEST = 3, 9
"""Digits of a code."""
YEAR = 4
"""Digits of a year, which no code has."""
SAME = 1.0
"""Points by which codes may end, or names begin, apart."""
FEWEST = 3
"""Codes of one length that are set so, from which a gap between code and name is one between two columns."""
GAP = 0.1
"""Heights of such a gap at least."""


class _Seam(NamedTuple):
    """Where a code ends and a name begins: in one run, or in the run of the name."""

    end: float
    start: float
    digits: int
    run: int
    is_within: bool


def with_codes_apart(runs: Sequence[Run]) -> list[Run]:
    """Divide a code and the name beside it where these are two columns.

    Args:
        runs: Outside all frames of a page.

    Returns:
        The runs; a name beside its code begins a cell.
    """
    groups: list[list[_Seam]] = []
    for seam in [*_within(runs), *_between(runs)]:
        near = (group for group in groups if _is_near(group[0], seam))
        if (group := next(near, None)) is not None:
            group.append(seam)
        else:
            groups.append([seam])
    found = {seam.run: seam for group in groups if _are_columns(group, runs[group[0].run].height) for seam in group}
    result: list[Run] = []
    for number, run in enumerate(runs):
        seam = found.get(number)
        if seam and seam.is_within:
            code, name = run.glyphs[: seam.digits], run.glyphs[seam.digits :]
            result.append(Run(code, run.box._replace(x1=code[-1].x1)))
            result.append(Run(name, run.box._replace(x0=name[0].x0), begins=True))
        else:
            result.append(run._replace(begins=True) if seam else run)
    return result


def _within(runs: Sequence[Run]) -> Iterator[_Seam]:
    """Runs that begin with a code."""
    for number, run in enumerate(runs):
        glyphs = run.glyphs
        digits = _digits(glyphs) if glyphs[0].text.isdigit() else 0
        if _is_code(digits) and digits < len(glyphs) and _begins_name(glyphs[digits]):
            yield _Seam(glyphs[digits - 1].x1, glyphs[digits].x0, digits, number, is_within=True)


def _between(runs: Sequence[Run]) -> Iterator[_Seam]:
    """Runs that are codes and have a name right beside them."""
    names: dict[int, list[int]] = defaultdict(list)
    for number, run in enumerate(runs):
        if _begins_name(run.glyphs[0]):
            names[round(run.box.x0)].append(number)
    for run in runs:
        if not (run.glyphs[0].text.isdigit() and _digits(run.glyphs) == len(run.glyphs) and _is_code(len(run.glyphs))):
            continue
        end = run.box.x1
        for place in range(round(end) - 1, round(end + run.height)):
            for number in names.get(place, ()):
                name = runs[number].box
                if name.top < (run.box.top + run.box.bottom) / 2 < name.bottom:
                    yield _Seam(end, name.x0, len(run.glyphs), number, is_within=False)


def _digits(glyphs: Sequence[Glyph]) -> int:
    """How many digits a run begins with, looked at up to one more than a code has."""
    return next((i for i, glyph in enumerate(glyphs[: LONGEST + 1]) if not glyph.text.isdigit()), len(glyphs))


def _is_code(digits: int) -> bool:
    return SHORTEST <= digits <= LONGEST and digits != YEAR


def _begins_name(glyph: Glyph) -> bool:
    return glyph.text.isalpha() and not glyph.text.isascii() and not glyph.spaced


def _is_near(one: _Seam, other: _Seam) -> bool:
    return abs(one.end - other.end) < SAME and abs(one.start - other.start) < SAME


def _are_columns(seams: Sequence[_Seam], height: float) -> bool:
    gap = min(seam.start for seam in seams) - max(seam.end for seam in seams)
    return len({seam.digits for seam in seams}) > 1 or (len(seams) >= FEWEST and gap > GAP * height)
