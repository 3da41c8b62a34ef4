"""Of which amount a change speaks that stands behind a list of parts: of the one that its rate fits.

``机关运行经费80万元，其中：办公费12.30万元，印刷费2.10万元，比上年减少3.20万元，下降3.85%``: by the words the change
is that of the last part, by its rate that of the whole. Nothing but this choice belongs here; what words say is in
``grammar``.
"""

from collections.abc import Sequence
from decimal import Decimal

from pipeline.extraction.dataset.records import NarrativeFigure
from pipeline.extraction.wording.prose import changes_of_metrics

_LEAST_FIGURES = 4
"""A whole, a part, the change and its rate."""


def with_changes_of_wholes(rows: Sequence[NarrativeFigure]) -> list[NarrativeFigure]:
    """The rows of a paragraph; a change and its rate that fit the whole and not the part before them are the whole's.

    So is an increase that is larger than the part, where only one whole stands before it.

    Args:
        rows: Figures of one paragraph in order of reading.
    """
    found = list(rows)
    if len(found) < _LEAST_FIGURES:
        return found
    known = changes_of_metrics()
    bases = {metrics: base for base, metrics in known.items()}
    for at in range(2, len(found) - 1):
        change, rate = found[at], found[at + 1]
        stem = bases.get((change.metric, rate.metric))
        if stem is None or change.subject != rate.subject:
            continue
        before = [row for row in found[:at] if row.sentence == change.sentence and row.unit_text == change.unit_text]
        part = next((row for row in reversed(before) if (row.metric, row.subject) == (stem, change.subject)), None)
        if part is None or _fits(part, change, rate):
            continue
        # The plan of a thing is no whole of its outcome.
        wholes = [row for row in before[: before.index(part)] if row.metric in known and row.subject != part.subject]
        whole = next((row for row in wholes if _fits(row, change, rate)), None)
        if whole is None and len(wholes) == 1 and not _is_possible(part, change) and _is_possible(wholes[0], change):
            whole = wholes[0]
        if whole is not None:
            of_change, of_rate = known[whole.metric]
            found[at], found[at + 1] = _of(whole, change, of_change), _of(whole, rate, of_rate)
    return found


def _of(whole: NarrativeFigure, row: NarrativeFigure, metric: str) -> NarrativeFigure:
    return row._replace(
        metric=metric, subject=whole.subject, item_no=whole.item_no, function_class=whole.function_class,
        function_section=whole.function_section, function_item=whole.function_item,
    )  # fmt: skip


def _is_possible(amount: NarrativeFigure, change: NarrativeFigure) -> bool:
    """False where the amount has grown by more than it is."""
    return Decimal(change.value_number) <= Decimal(amount.value_number)


def _fits(amount: NarrativeFigure, change: NarrativeFigure, rate: NarrativeFigure) -> bool:
    """True where the rate is the change over what the amount was before it, as far as the printed digits tell."""
    now, by, printed = (Decimal(row.value_number) for row in (amount, change, rate))
    if by == printed == 0:  # no change fits every amount, one of nothing too
        return True
    base = now - by
    if base <= 0:
        return False
    return abs(100 * by / base - printed) <= _last_digit(rate) + 100 * _last_digit(change) / base


def _last_digit(row: NarrativeFigure) -> Decimal:
    """One unit of the last digit that is printed."""
    return Decimal(1).scaleb(-len(row.value_number.partition(".")[2]))
