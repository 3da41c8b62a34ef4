"""The columns of a table, and what the columns beside one say about it.

What a column is and the rules between columns belong here: parts of codes, prior years, parts beside a whole, blocks
and sides. What a single heading says is in ``headers``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pipeline.extraction.wording.kinds import Axis, Role, Stage
from pipeline.extraction.wording.tables import vocabulary

LABEL_ROLES = frozenset(
    {"code", "code_part", "name", "line_no", "serial", "unit_code", "unit_name", "project_name", "text"}
)


NAME_ROLES = frozenset({"name", "unit_name", "project_name"})
FUNDS_OF_APPROPRIATION = frozenset({"general_public", "government_fund", "state_capital"})
"""Parts of the appropriation as a whole."""
REST_CATEGORIES = frozenset({"399", "599"})
"""其他支出, the category of what none of the others is."""
CLASS_LENGTH = 3
"""Digits of the code of a class of economic categories."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a label role, ``amount`` with its meaning, ``aside`` (a rate, a price, a comparison) or ``unknown``.

    ``part`` marks a column that names a part of the balance above it, ``own_side`` the side that its own headings name.
    """

    role: Role
    block: int = 0
    side: str = ""
    measure: str = ""
    stage: Stage = ""
    fund: str = ""
    economic_code: str = ""
    of_which: bool = False
    label: str = ""
    part: bool = False
    own_side: str = ""

    @property
    def is_amount(self) -> bool:
        """True where numbers of this column are amounts."""
        return self.role == "amount"


@dataclass(frozen=True)
class Layout:
    """The columns of a table."""

    columns: tuple[Column, ...]
    axis: Axis
    blocks: int
    shifted: tuple[int, ...] = ()

    @cached_property
    def roles(self) -> tuple[str, ...]:
        """Role of every column."""
        return tuple(c.role for c in self.columns)

    @cached_property
    def width(self) -> int:
        """Columns up to the last that has a heading."""
        return max((i + 1 for i, column in enumerate(self.columns) if column.label), default=len(self.columns))

    @cached_property
    def label_columns(self) -> dict[int, tuple[int, ...]]:
        """Block to the columns that hold its label (everything that is no amount)."""
        found: dict[int, list[int]] = {block: [] for block in range(1, self.blocks + 1)}
        with_amounts: set[int] = set()
        for index, column in enumerate(self.columns):
            if column.is_amount:
                with_amounts.add(column.block)
            elif column.role != "unknown" or column.block not in with_amounts:
                found[column.block].append(index)
        return {block: tuple(columns) for block, columns in found.items()}

    @cached_property
    def block_of_amount(self) -> dict[int, int]:
        """Amount column to its block."""
        return {i: c.block for i, c in enumerate(self.columns) if c.is_amount}

    def columns_before_amounts(self, columns: Sequence[int]) -> int:
        """How many of the columns of a block's label stand before its amounts."""
        if not columns:
            return 0
        block = self.columns[columns[0]].block
        first = next((i for i, c in enumerate(self.columns) if c.is_amount and c.block == block), len(self.columns))
        return sum(index < first for index in columns)

    @cached_property
    def label_indices(self) -> frozenset[int]:
        """Columns of codes, names and numbers of lines, where a whole number is no amount."""
        return frozenset(i for i, c in enumerate(self.columns) if c.role in LABEL_ROLES)

    @cached_property
    def sides(self) -> dict[int, str]:
        """Block to the side of the table it stands on."""
        return {c.block: c.side for c in reversed(self.columns)}

    @cached_property
    def has_indicators(self) -> bool:
        """True where columns hold performance indicators."""
        return any(c.role.startswith("indicator") for c in self.columns)

    def column(self, index: int) -> Column:
        """The column at a 0-based index; beyond the header an unknown one."""
        return self.columns[index] if 0 <= index < len(self.columns) else Column("unknown")

    @property
    def first_amount(self) -> int:
        """Index of the first amount column; the width where there is none."""
        return next((i for i, c in enumerate(self.columns) if c.is_amount), len(self.columns))


def is_total_word(key: str) -> bool:
    """True for 合计, 总计, 小计 standing alone."""
    return (key, "subtotal") in vocabulary().lines or (key, "total") in vocabulary().lines


@lru_cache(maxsize=1 << 12)
def ends_in_total(key: str) -> bool:
    """True for a heading with the word for its own total behind it in one cell (其他收入小计)."""
    return any(is_total_word(key[cut:]) for cut in range(2, len(key) - 1))
