"""The identities inside one row, used to decide between ways of placing it.

Only what makes one reading of a damaged header more credible than another belongs here. Whether a publisher's books
balance is evaluated in dbt (``models/reconciliation``), for every document and with evidence.
"""

from collections.abc import Iterable, Sequence
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


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many identities of a row hold and how many do not."""

    held: int
    broken: int

    def __add__(self, other: "Verdict") -> "Verdict":
        return Verdict(self.held + other.held, self.broken + other.broken)


Placed = tuple[Column, Decimal]


def _tolerance(values: Sequence[Decimal]) -> Decimal:
    half = sum((Decimal(1).scaleb(int(v.as_tuple().exponent)) / 2 for v in values), Decimal(0))
    return half


def _holds(total: Decimal, parts: Sequence[Decimal]) -> bool:
    return abs(total - sum(parts, Decimal(0))) <= _tolerance([total, *parts])


def _group(column: Column) -> str:
    return column.label.split(" / ")[0]


def _plain(placed: Iterable[Placed], stage: str) -> dict[str, Decimal]:
    return {c.measure: v for c, v in placed if not c.economic_code and not c.of_which and c.stage == stage}


def _check(total: Decimal | None, parts: Sequence[Decimal]) -> Verdict:
    if total is None or not parts or not any((total, *parts)):
        return Verdict(0, 0)
    return Verdict(1, 0) if _holds(total, parts) else Verdict(0, 1)


def judge(placed: Sequence[Placed]) -> Verdict:
    """Evaluate the identities of one row.

    Args:
        placed: Column and amount of each placed cell of one label/amount block.

    Returns:
        Counts of identities held and broken; blank parts count as nothing.
    """
    verdict = Verdict(0, 0)
    for stage in {c.stage for c, _ in placed}:
        plain = _plain(placed, stage)
        for total, parts in SUMS:
            verdict += _check(plain.get(total), [plain[p] for p in parts if p in plain and p != total])
    return verdict + _judge_economic(placed)


def _judge_economic(placed: Sequence[Placed]) -> Verdict:
    """A nature's column equals its economic categories; a wage table's total equals subtotals and single columns."""
    verdict = Verdict(0, 0)
    economic = [(c, v) for c, v in placed if c.economic_code and not c.of_which]
    if all(c.economic_code == LOST for c, _ in economic):
        return verdict
    plain = {c.measure: v for c, v in placed if not c.economic_code and c.measure != "subtotal"}
    for nature in NATURES:
        verdict += _check(plain.get(nature), [v for c, v in economic if c.measure == nature])
    subtotals = {_group(c): v for c, v in placed if c.measure == "subtotal"}
    for group, value in subtotals.items():
        verdict += _check(value, [v for c, v in economic if _group(c) == group])
    single = [v for c, v in economic if c.measure == "total" and _group(c) not in subtotals]
    if single or subtotals:
        verdict += _check(plain.get("total"), [*subtotals.values(), *single])
    return verdict
