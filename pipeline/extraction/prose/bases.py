"""The amounts of a sentence that later comparisons in it are made with.

Keeping what another year or the budget was, by what it was of, belongs here. Telling that a figure is such an amount,
or a comparison, does not (``narrative_grammar``).
"""

from typing import NamedTuple

from pipeline.extraction.prose.lexer import Token
from pipeline.extraction.prose.readings import Base, Head, Subject
from pipeline.extraction.wording.prose import NarrativeVocabulary

_PLAN = "plan"
_KINDS_OF_PLAN = frozenset({_PLAN, "initial", "adjusted"})
_BUDGET_STAGES = frozenset({"initial", "adjusted", "budget"})


class _Printed(NamedTuple):
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
    return _PLAN in (account, other) and {account, other} <= _KINDS_OF_PLAN


class PrintedBases:
    """The bases that one sentence has printed so far."""

    __slots__ = ("_bases", "_sentence", "_vocabulary")

    def __init__(self, sentence: str, vocabulary: NarrativeVocabulary) -> None:
        self._sentence = sentence
        self._vocabulary = vocabulary
        self._bases: dict[tuple[str, str, str], list[_Printed]] = {}

    def add(self, comparison: str, head: Head, token: Token, wording: str, *, within: bool) -> None:
        """Keep an amount.

        Args:
            comparison: yoy or budget.
            head: What it is an amount of.
            token: The amount.
            wording: What leads to it, which says whether it was planned or spent.
            within: Whether it stands inside the words of comparison: then no other is meant.
        """
        key = self._key(comparison, head)
        base = Base(token.number, token.unit_end - token.start - 1)
        others = [] if within else self._bases.get(key, [])
        self._bases[key] = [*others, _Printed(self._vocabulary.account(wording), base)]

    def of(self, comparison: str, head: Head, wording: str) -> Base | None:
        """The amount that a comparison of this thing is made with; None where none or more than one can be meant."""
        printed = self._bases.get(self._key(comparison, head)) if self._bases else None
        if not printed:
            return None
        account = self._vocabulary.account(wording)
        possible = [one.base for one in printed if one.account == account]
        if not possible:
            possible = [one.base for one in printed if _may_be(one.account, account)]
        return possible[0] if len(possible) == 1 else None

    def _key(self, comparison: str, head: Head) -> tuple[str, str, str]:
        return comparison, head.family, self._words(head.subject)

    def _words(self, subject: Subject) -> str:
        return subject if isinstance(subject, str) else self._sentence[subject[0] : subject[1]]
