"""The ways in which rows of headings can stand over each other, best first by their words (``heading_groups.csv``).

Which of them the table's numbers allow is asked by :mod:`pipeline.extraction.readers.shapes.merged`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from heapq import merge
from itertools import pairwise, product
from typing import Literal, NamedTuple

from pipeline.extraction.page.text import match_key
from pipeline.extraction.readers.shapes.column_numbers import Row
from pipeline.extraction.seeds import Seed

HEADING_GROUPS = Seed("heading_groups")

_BEST_OF_LEVEL = 40
_STRANGE, _ALONE = -2, -3
"""What a column under a heading that no row of the seed names counts, and a heading over one column."""
_BEGINS_ALIKE = 2
"""What a group counts that begins as the first one does (收入: 项目, 金额; 支出: 项目, 金额)."""

Children = tuple[int, ...]
"""For each heading of a row how many of the next row stand under it."""


class Way(NamedTuple):
    """A way, and how well its words fit."""

    score: int
    levels: tuple[Children, ...]
    wider: int = 0
    """How many columns more than one the first column's heading spans: codes in several cells."""


def best_first(headings: Sequence[Row], columns: Iterable[int]) -> Iterator[Way]:
    """The ways in which the headings stand over each other in so many columns, best first by their words."""
    counted = sum(len(row) for row in headings)
    levels = [_level(above, below) for above, below in pairwise(headings)]
    streams: list[Iterator[Way]] = []
    for spanning in product(*levels):
        parts = [level[count] for level, count in zip(levels, spanning, strict=True)]
        for wider in (count - counted + sum(spanning) for count in columns):
            if wider >= 0:
                streams.append(_combined(parts, wider))
    return merge(*streams, key=_worst_way_last)


def _combined(levels: Sequence[Sequence[Way]], wider: int) -> Iterator[Way]:
    """Each way of one row with each of the next, best first; a column more to the left is worth less."""
    if not levels:
        yield Way(1 - wider, (), wider)
    elif len(levels) == 1:
        yield from (way._replace(score=way.score - wider, wider=wider) for way in levels[0])
    else:
        upper, lower = levels
        yield from merge(
            *([Way(one.score + two.score - wider, one.levels + two.levels, wider) for two in lower] for one in upper),
            key=_worst_way_last,
        )


def _worst_way_last(way: Way) -> int:
    return -way.score


def _level(parents: Row, children: Row) -> dict[int, list[Way]]:
    """The best ways to put all cells of one row under some of the row above, by under how many of them."""
    texts = [match_key(cell.text) for cell in parents]
    below = [match_key(cell.text) for cell in children]
    # By how many headings below are placed, and under how many.
    reached: dict[tuple[int, int], list[tuple[int, Children]]] = {(0, 0): [(0, ())]}
    for parent in texts:
        following: dict[tuple[int, int], list[tuple[int, Children]]] = defaultdict(list)
        groups = [_fits_from(parent, below, begin) for begin in range(len(below) + 1)]
        for (placed, used), found in reached.items():
            following[placed, used] += [(score, (*counts, 0)) for score, counts in found]
            for end, fits in enumerate(groups[placed], placed + 1):
                following[end, used + 1] += [(score + fits, (*counts, end - placed)) for score, counts in found]
        reached = {key: sorted(found, key=_worst_last)[:_BEST_OF_LEVEL] for key, found in following.items()}
    return {
        used: [Way(score, (counts,)) for score, counts in found]
        for (placed, used), found in reached.items()
        if placed == len(below) and used
    }


def _worst_last(way: tuple[int, Children]) -> tuple[int, Children]:
    return -way[0], way[1]


def _fits_from(parent: str, below: Sequence[str], begin: int) -> list[int]:
    """How well one heading, two and so on from ``begin`` stand under another, by the seed."""
    scores: list[int] = []
    score = _BEGINS_ALIKE if begin and begin < len(below) and below[begin] == below[0] else 0
    for at in range(begin, len(below)):
        child = below[at]
        score += _fits_one(parent, child)
        # A sum begins a group, and so does what its first heading begins with; inside of one they are another's.
        if at > begin and (is_kind("SUM", child) or child[:2] == below[begin][:2]):
            score += _STRANGE
        scores.append(score + (_ALONE if at == begin else 0))
    return scores


@lru_cache(maxsize=4096)
def _fits_one(parent: str, child: str) -> int:
    weights = [weight for over, under, weight in _groups() if over.search(parent) and under.search(child)]
    return max(weights, default=_STRANGE)


@lru_cache(maxsize=4096)
def is_kind(kind: Literal["SUM", "NAME", "OF_WHICH"], text: str) -> bool:
    """Whether a heading is of a kind that the seed names in place of a heading above."""
    return any(over.pattern == kind and under.search(text) for over, under, _ in _groups())


@lru_cache(maxsize=1)
def _groups() -> list[tuple[re.Pattern[str], re.Pattern[str], int]]:
    return [(re.compile(row["parent"]), re.compile(row["child"]), int(row["weight"])) for row in HEADING_GROUPS.rows()]
