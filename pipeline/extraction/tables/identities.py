"""The identities inside one row, used to decide between ways of placing it.

Only what makes one reading of a damaged header more credible than another belongs here. Whether a publisher's books
balance is evaluated in dbt (``models/reconciliation``), for every document and with evidence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.extraction.tables.columns import Column

NATURES = ("basic", "project", "remitted_to_superior", "operating", "subsidy_to_affiliates", "contingency",
           "carried_forward")  # fmt: skip
SOURCES = ("appropriation", "general_public", "government_fund", "state_capital", "special_account",
           "superior_subsidy", "service_revenue", "business_revenue", "affiliate_remittance", "other_revenue",
           "carryover", "non_fiscal_balance_used")  # fmt: skip
THREE_PUBLIC = ("abroad", "vehicles", "reception")
VEHICLES = ("vehicle_purchase", "vehicle_operation")
SUMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("total", NATURES),
    ("total", SOURCES),
    ("total", THREE_PUBLIC),
    ("total", ("personnel", "public")),
    ("vehicles", VEHICLES),
    ("total_with_meetings_training", ("total", "meetings", "training")),
)


LOST = "?"
"""Category of a number whose heading is lost: it completes a sum of categories but makes none by itself."""


LOST_COLUMN = Column("amount", measure="total", economic_code=LOST, label=LOST)
"""Column of a number whose heading is lost, in a table of categories."""
LOST_PART = Column("amount", measure=LOST, label=LOST)
"""Column of a number whose heading is lost, in a table of measures."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many identities of a row hold and how many do not, and the columns that those which hold speak of."""

    held: int
    broken: int
    proved: frozenset[Column] = frozenset()

    def __add__(self, other: "Verdict") -> "Verdict":
        return Verdict(self.held + other.held, self.broken + other.broken, self.proved | other.proved)


Placed = tuple[Column, Decimal]
NOTHING = Verdict(0, 0)


def _tolerance(values: Sequence[Decimal]) -> Decimal:
    """Half a unit of the last printed digit of each value; a printed zero is exact."""
    return sum((Decimal(1).scaleb(int(v.as_tuple().exponent)) / 2 for v in values if v), Decimal(0))


def _holds(total: Decimal, parts: Sequence[Decimal]) -> bool:
    return abs(total - sum(parts, Decimal(0))) <= _tolerance([total, *parts])


def _group(column: Column) -> str:
    return column.label.split(" / ")[0]


def _check(total: Placed | None, parts: Sequence[Placed], lost: Sequence[Placed] = ()) -> Verdict:
    """Whether a total is the sum of its parts, or of its parts and of the numbers whose heading is lost."""
    if total is None or not parts or not any(value for _, value in (total, *parts)):
        return NOTHING
    values = [value for _, value in parts]
    if not _holds(total[1], values) and not (lost and _holds(total[1], [*values, *(value for _, value in lost)])):
        return Verdict(0, 1)
    return Verdict(1, 0, frozenset(column for column, _ in (total, *parts)))


def judge(placed: Sequence[Placed]) -> Verdict:
    """Evaluate the identities of one row.

    Args:
        placed: Column and amount of each placed cell of one label/amount block.

    Returns:
        Counts of identities held and broken; blank parts count as nothing.
    """
    verdict = NOTHING
    for stage in {c.stage for c, _ in placed}:
        plain = {
            item[0].measure: item
            for item in placed
            if not item[0].economic_code and not item[0].of_which and item[0].stage == stage
        }
        lost = [item for item in placed if item[0].measure == LOST]
        for total, parts in SUMS:
            verdict += _check(plain.get(total), [plain[p] for p in parts if p in plain and p != total], lost)
    return verdict + _judge_economic(placed)


def _judge_economic(placed: Sequence[Placed]) -> Verdict:
    """A nature's column equals its economic categories; a wage table's total equals subtotals and single columns."""
    economic = [item for item in placed if item[0].economic_code and not item[0].of_which]
    if all(column.economic_code == LOST for column, _ in economic):
        return NOTHING
    verdict = NOTHING
    plain = {item[0].measure: item for item in placed if not item[0].economic_code and item[0].measure != "subtotal"}
    for nature in NATURES:
        verdict += _check(plain.get(nature), [item for item in economic if item[0].measure == nature])
    subtotals = {_group(item[0]): item for item in placed if item[0].measure == "subtotal"}
    for group, item in subtotals.items():
        verdict += _check(item, [other for other in economic if _group(other[0]) == group])
    single = [item for item in economic if item[0].measure == "total" and _group(item[0]) not in subtotals]
    if single or subtotals:
        verdict += _check(plain.get("total"), [*subtotals.values(), *single])
    return verdict
