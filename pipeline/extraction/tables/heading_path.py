"""The headings above one column, from the outermost to its own, combined into what the column holds.

How headings add to each other belongs here. Which cells stand above a column does not (``headers``).
"""

from dataclasses import dataclass

from pipeline.extraction.tables.columns import CLASS_LENGTH, LABEL_ROLES, Column, is_total_word
from pipeline.extraction.tables.headings import AMOUNT_ROLES, lookup_heading
from pipeline.extraction.wording.kinds import Axis, Role, Stage
from pipeline.extraction.wording.tables import Heading, vocabulary

SIDES = {"side_revenue": "revenue", "side_expenditure": "expenditure"}
Cell = tuple[str, int]
"""Text of a header cell and the column it is printed in."""
NATURES = frozenset({"basic", "project", "personnel", "public"})
_FUNDS = frozenset(
    {"appropriation", "general_public", "government_fund", "state_capital", "special_account", "other_revenue"}
)


PARTS_OF = {
    "opening_balance": NATURES | _FUNDS,
    "closing_balance": NATURES | _FUNDS,
    "revenue": NATURES,
    "carryover": NATURES | _FUNDS,
}
"""Headings that below a balance say which part of it, and below nothing are measures of their own."""


@dataclass(slots=True)
class Path:
    """What the headings above one column have said so far, from top to bottom."""

    column: int
    moved: bool
    role: Role = "unknown"
    measure: str = ""
    group_measure: str = ""
    stage: Stage = ""
    fund: str = ""
    economic_code: str = ""
    side: str = ""
    of_which: bool = False
    part: bool = False
    own_label: bool = False

    def take(self, key: str, origin: int, heading: Heading | None) -> None:
        """Add one heading; ``origin`` is the column it is printed in."""
        if heading is None:
            self.role = self.role if self.role in LABEL_ROLES else "unknown"
            return
        self.stage, self.fund = heading.stage or self.stage, heading.fund or self.fund
        self.economic_code = _within_class(key, heading.economic_code, self.economic_code) or self.economic_code
        self.of_which = self.of_which or heading.of_which
        self.side = SIDES.get(heading.role, self.side)
        if heading.role in AMOUNT_ROLES:
            self._take_amount(key, heading)
        elif heading.role in LABEL_ROLES:
            self._take_label(origin, heading.role)
        elif heading.role in ("indicator", "indicator_group"):
            self.role = heading.role

    def _take_amount(self, key: str, heading: Heading) -> None:
        """A 合计 under a column's own label heading names the row of totals, not an amount."""
        if heading.role == "generic" and self.own_label and is_total_word(key):
            return
        self.role = "amount"
        if heading.role == "subtotal_group":
            self.group_measure = heading.group_measure
        elif heading.role == "part":
            self.measure, self.part = heading.measure or self.measure, True
        elif heading.measure in PARTS_OF.get(self.measure, ()):
            self.part = True
        else:
            self.measure = heading.measure or self.measure

    def _take_label(self, origin: int, role: Role) -> None:
        """In a header whose rows were moved a label heading does not overrule the amount heading above it."""
        self.own_label = origin == self.column
        if self.role != "amount" or not (self.moved or role == "code_part"):
            self.role = role

    def meaning(self, label: str) -> Column:
        """The column that all headings together make."""
        measure = ""
        if self.role == "amount":
            group = self.group_measure if not self.economic_code else ""
            measure = self.measure or group or "total"
        return Column(
            self.role, 0, self.side, measure, self.stage, self.fund, self.economic_code, self.of_which, label,
            self.part, self.side,
        )  # fmt: skip


def is_item_of_its_own_name(above: Cell, cell: Cell, axis: Axis) -> bool:
    """True for the last category of a class that is called like it (其他支出 / 其他支出), not for a merged cell."""
    heading = lookup_heading(cell[0], axis)
    return above[1] != cell[1] and heading is not None and bool(heading.economic_code)


def _within_class(key: str, code: str, group: str) -> str:
    """The code of a category that several classes, or its own, have by one name: that below the class above it."""
    if len(group) != CLASS_LENGTH or not code or (code != group and code.startswith(group)):
        return code
    codes = vocabulary().codes
    return next((c for c in sorted(codes) if c.startswith(group) and c != group and key in codes[c]), code)
