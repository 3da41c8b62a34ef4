"""The amounts of a sentence that later comparisons in it are made with.

Keeping what another year or the budget was, by what it was of, belongs here. Telling that a figure is such an amount,
or a comparison, does not (``grammar``).
"""

from typing import NamedTuple

from pipeline.extraction.prose.readings import Base

_PLAN = "plan"
KINDS_OF_PLAN = frozenset({_PLAN, "initial", "adjusted"})
_BUDGET_STAGES = frozenset({"initial", "adjusted", "budget"})


class Comparison(NamedTuple):
    """What is compared with what: ``kind`` is yoy or budget; family and subject say of what the amounts are."""

    kind: str
    family: str
    subject: str


class PrintedBase(NamedTuple):
    """An amount that a comparison can be made with, and of which account it is (outcome, plan, …)."""

    comparison: Comparison
    account: str
    base: Base


def comparison_of(stage: str, *, is_budget: bool) -> str:
    """Which comparison an amount of this stage is the base of.

    Args:
        stage: initial, adjusted, budget, executed, prior or empty.
        is_budget: Whether the document is a budget: its own plan is then the present amount, never a base.

    Returns:
        yoy, budget, or an empty text when it is the base of none.
    """
    if stage == "prior":
        return "yoy"
    return "budget" if stage in _BUDGET_STAGES and not is_budget else ""


def _may_be(account: str, other: str) -> bool:
    """Whether two wordings can name one account: an outcome is no plan, a plan without more may be either plan."""
    if not account or not other or account == other:
        return True
    return _PLAN in (account, other) and {account, other} <= KINDS_OF_PLAN


def with_base(bases: tuple[PrintedBase, ...], found: PrintedBase, *, within: bool) -> tuple[PrintedBase, ...]:
    """The bases with one more; one inside the words of comparison is meant alone."""
    others = bases
    if within:
        others = tuple(one for one in bases if one.comparison != found.comparison)
    return (*others, found)


def base_of(bases: tuple[PrintedBase, ...], comparison: Comparison, account: str) -> Base | None:
    """The amount that a comparison is made with; None where none or more than one can be meant."""
    printed = [one for one in bases if one.comparison == comparison]
    possible = [one.base for one in printed if one.account == account]
    if not possible:
        possible = [one.base for one in printed if _may_be(one.account, account)]
    return possible[0] if len(possible) == 1 else None
