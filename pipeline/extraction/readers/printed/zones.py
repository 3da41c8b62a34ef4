"""Level rulings without upright ones to zones: the tables of three lines, and those with a line under every row.

Which printed lines belong to one such table, and the bands between its rulings, belong here; columns and rows do not
(``aligned``). A page may cut a zone, so that its first or last band has a ruling on one side only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.extraction.readers.printed.aligned_columns import APART, has_values, is_row
from pipeline.extraction.readers.printed.lines import Line
from pipeline.extraction.readers.printed.rulings import Frame, Ruling

SAME_EXTENT = 8.0
"""Points by which the lines of one table may begin or end apart."""
NARROWEST = 120.0
"""Points: a shorter line is an underline or stands under a heading of a group."""

LONG = 0.6
"""Share of a ruling that only a line of running text is as long as."""

Band = list[Line]
"""The printed lines between two rulings."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A table between level rulings: its bands from top to bottom, and whether a page cut off what stands above."""

    bands: list[Band]
    is_open: bool

    @property
    def lines(self) -> list[Line]:
        """All printed lines."""
        return [line for band in self.bands for line in band]

    @property
    def is_ruled(self) -> bool:
        """Whether a line is drawn under every row."""
        values = [sum(map(has_values, band)) for band in self.bands]
        return max(values) < 2 and sum(count > 0 for count in values) > 1


def lone_levels(frames: Sequence[Frame]) -> list[Ruling]:
    """Level rulings that no upright one touches, from top to bottom."""
    return sorted(line for frame in frames if not frame.uprights for line in frame.levels)


def zones_of(levels: Sequence[Ruling], lines: Sequence[Line]) -> list[Zone]:
    """Find the tables that level rulings bound.

    Args:
        levels: Level rulings that no upright one touches, from top to bottom.
        lines: The printed lines outside all frames, from top to bottom.

    Returns:
        The zones that print values.
    """
    zones: list[Zone] = []
    for group in _groups(levels):
        heights = [-1.0, *(line.at for line in group), 1e9]
        taken = {id(line) for zone in zones for line in zone.lines}
        inside = [line for line in lines if _overlap(line, group[0]) and id(line) not in taken]
        bands = [_between(upper, lower, inside) for upper, lower in pairwise(heights)]
        bands[0] = _end_of(bands[0], group[0].at)
        bands[-1] = _beginning_of(bands[-1], group[-1])
        for part, is_open in _parts(bands):
            if any(map(_is_body, part)) and _holds(group[0], part):
                zones.append(Zone(part, is_open))
    return zones


def _groups(levels: Sequence[Ruling]) -> list[list[Ruling]]:
    """Rulings that begin and end at the same places, the widest first."""
    groups: list[list[Ruling]] = []
    for line in levels:
        if line.end - line.start < NARROWEST:
            continue
        for group in groups:
            if abs(group[0].start - line.start) < SAME_EXTENT and abs(group[0].end - line.end) < SAME_EXTENT:
                group.append(line)
                break
        else:
            groups.append([line])
    return sorted(groups, key=lambda group: group[0].start - group[0].end)


def _overlap(line: Line, ruling: Ruling) -> bool:
    return line.box.x1 > ruling.start and line.box.x0 < ruling.end


def _holds(ruling: Ruling, bands: Sequence[Band]) -> bool:
    """Whether no line sticks out: a ruling under the heading of a group is none of the table."""
    return all(
        ruling.start - SAME_EXTENT < line.box.x0 and line.box.x1 < ruling.end + SAME_EXTENT
        for band in bands
        for line in band
    )


def _between(top: float, bottom: float, lines: Sequence[Line]) -> Band:
    return [line for line in lines if top <= (line.box.top + line.box.bottom) / 2 < bottom]


def _end_of(lines: Band, at: float) -> Band:
    """What stands right above a ruling and prints rows: a table that began on the page before."""
    first, below = len(lines), at
    while first and below - lines[first - 1].box.bottom < APART * lines[first - 1].em:
        first -= 1
        below = lines[first].box.top
    rows = lines[first:]
    while rows and not is_row(rows[0], rows):
        rows = rows[1:]
    seen = next((index for index, line in enumerate(rows) if has_values(line)), len(rows))
    return rows if seen < len(rows) and all(is_row(line, rows) for line in rows[seen:]) else []


def _beginning_of(lines: Band, ruling: Ruling) -> Band:
    """What stands right below a ruling and prints rows: a table that goes on on the next page."""
    last, above = 0, ruling.at
    for line in lines:
        is_text = len(line.parts) == 1 and line.box.x1 - line.box.x0 > LONG * (ruling.end - ruling.start)
        if line.box.top - above > APART * line.em or is_text:
            break
        if _is_body(lines[:last]) and not is_row(line, lines[:last]):
            break
        above = line.box.bottom
        last += 1
    return lines[:last] if _is_body(lines[:last]) else []


def _is_body(band: Band) -> bool:
    return any(map(has_values, band))


def _parts(bands: Sequence[Band]) -> list[tuple[list[Band], bool]]:
    """Bands of one table each, and whether it begins above the first ruling; titles between two tables are in none."""
    parts: list[tuple[list[Band], bool]] = [([], bool(bands[0]))]
    for index, band in enumerate(bands):
        current = parts[-1][0]
        if _is_body(band):
            current.append(band)
        elif _is_title(band, current, bands[index + 1] if index + 1 < len(bands) else []):
            parts.append(([], False))
        elif band:
            if current and sum(map(has_values, current[-1])) > 2 and index + 1 < len(bands):
                parts.append(([], False))  # below many rows between two rulings: the header of another table
            parts[-1][0].append(band)
    return parts


def _is_title(band: Band, above: Sequence[Band], below: Band) -> bool:
    """Whether what stands between two rulings is no row: lines of one part that nothing says to be labels."""
    if not band or any(len(line.parts) > 1 for line in band):
        return False
    if not above or any(later.box.x1 > line.box.x1 + line.em for line, later in pairwise(band)):
        return True
    rows = [line for other in above for line in other]
    by_rows = any(sum(map(has_values, other)) > 1 for other in above)
    return (len(band) > 1 and (by_rows or not _is_body(below))) or any(not is_row(line, rows) for line in band)
