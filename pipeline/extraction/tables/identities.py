"""The identities inside one row, used to decide between ways of placing it.

Only what makes one reading of a damaged header more credible than another belongs here. Whether a publisher's books
balance is evaluated in dbt (``models/reconciliation``), for every document and with evidence.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.extraction.tables.columns import FUNDS_OF_APPROPRIATION, Column

NATURES = ("basic", "project", "remitted_to_superior", "operating", "subsidy_to_affiliates", "contingency",
           "carried_forward")  # fmt: skip
SOURCES = ("appropriation", "general_public", "government_fund", "state_capital", "special_account",
           "superior_subsidy", "service_revenue", "business_revenue", "affiliate_remittance", "other_revenue",
           "carryover", "non_fiscal_balance_used")  # fmt: skip
THREE_PUBLIC = ("abroad", "vehicles", "reception")
FUNDS = FUNDS_OF_APPROPRIATION
VEHICLES = ("vehicle_purchase", "vehicle_operation")
BASIC = ("personnel", "public")
"""Parts of the basic expenditure, which a table may print in its place."""
SUMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("total", NATURES),
    ("total", SOURCES),
    ("total", THREE_PUBLIC),
    ("vehicles", VEHICLES),
    ("total_with_meetings_training", ("total", "meetings", "training")),
)

CORES: tuple[frozenset[str], ...] = (
    frozenset({"total", "basic", "project"}),
    frozenset({"total", "abroad", "vehicles", "reception"}),
    frozenset({"total", "abroad", "vehicle_purchase", "vehicle_operation", "reception"}),
    frozenset({"total", "appropriation", "service_revenue", "other_revenue"}),
    frozenset({"total", "general_public", "service_revenue", "other_revenue"}),
)
"""Measures that a table of their kind prints whatever else it prints: where one is not there, its heading is lost."""


LOST = "?"
"""Category of a number whose heading is lost: it completes a sum of categories but makes none by itself."""


LOST_COLUMN = Column("amount", measure="total", economic_code=LOST, label=LOST)
"""Column of a number whose heading is lost, in a table of categories."""
LOST_PART = Column("amount", measure=LOST, label=LOST)
"""Column of a number whose heading is lost, in a table of measures."""
LEAST_IN_A_SUM = 3
"""A total and two parts."""


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


def _ways_to_sum(parts: tuple[str, ...], printed: Container[str]) -> list[tuple[str, ...]]:
    """The parts of a sum: of the basic expenditure its own parts may stand in its place, funds beside what they sum."""
    if parts is NATURES and "basic" not in printed:
        return [(*BASIC, *parts)]
    if parts is SOURCES and "appropriation" in printed:
        return [parts, tuple(part for part in parts if part not in FUNDS)]
    return [parts]


def _check_any(total: Placed | None, kinds: Sequence[Sequence[Placed]], lost: Sequence[Placed]) -> Verdict:
    """The first way to sum that holds; broken where none does."""
    verdicts = [_check(total, parts, lost) for parts in kinds]
    return next((verdict for verdict in verdicts if verdict.held), verdicts[0])


def _check(total: Placed | None, parts: Sequence[Placed], lost: Sequence[Placed] = ()) -> Verdict:
    """Whether a total is the sum of its parts, or of its parts and of the numbers whose heading is lost."""
    if total is None or not parts or not any(value for _, value in (total, *parts)):
        return NOTHING
    values = [value for _, value in parts]
    if not _holds(total[1], values) and not (lost and _holds(total[1], [*values, *(value for _, value in lost)])):
        return Verdict(0, 1)
    return Verdict(1, 0, frozenset(column for column, _ in (total, *parts)))


def has_core(columns: Sequence[Column]) -> bool:
    """True where a header prints all that tables of some kind always print: its numbers have their headings."""
    measures = {column.measure for column in columns if column.is_amount}
    return any(core <= measures for core in CORES)


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
            kinds = [[plain[p] for p in kind if p in plain and p != total] for kind in _ways_to_sum(parts, plain)]
            verdict += _check_any(plain.get(total), kinds, lost)
    return verdict + _judge_economic(placed)


def adds_up(amounts: Iterable[Placed]) -> bool:
    """True for a row in which sums hold, none is broken, and several amounts make one: not by one amount alone."""
    found = list(amounts)
    verdict = judge(found)
    counted = sum(bool(value) and column in verdict.proved for column, value in found)
    return bool(verdict.held) and not verdict.broken and counted >= LEAST_IN_A_SUM


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
