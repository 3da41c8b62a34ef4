"""Of which amount a change speaks that stands behind a list of parts: of the one that its rate fits.

``机关运行经费80万元，其中：办公费12.30万元，印刷费2.10万元，比上年减少3.20万元，下降3.85%``: by the words the change
is that of the last part, by its rate that of the whole. Nothing but this choice belongs here; what words say is in
``grammar``.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from pipeline.extraction.dataset.records import NarrativeFigure
from pipeline.extraction.page.text import fold
from pipeline.extraction.wording.prose import MONEY, changes_of_metrics, narrative_vocabulary

_NUMBER = re.compile(r"(?<![\d.])\d[\d,]*(?:\.\d+)?", re.ASCII)
_LEAST_FIGURES = 4
"""A whole, a part, the change and its rate."""
_TELLING = 100
"""Units of its last digit from which a change tells which amount it is of."""


def with_changes_of_wholes(
    rows: Sequence[NarrativeFigure], above: Sequence[NarrativeFigure] = ()
) -> list[NarrativeFigure]:
    """The rows of a paragraph; a change and its rate that fit the whole and not the part before them are the whole's.

    So is an increase that is larger than the part, where only one whole stands before it. Where they fit an amount that
    has no reading, they have none either.

    Args:
        rows: Figures of one paragraph in order of reading.
        above: Figures of the paragraph above, where this one opens with a comparison of what it told.
    """
    found = list(rows)
    if above and len(found) > 1:
        found[:2] = _of_the_paragraph_above(found[0], found[1], above)
    if len(found) < _LEAST_FIGURES - 1:
        return found
    unread: set[int] = set()
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
        elif _fits_what_is_unread(part, change, rate, before):
            unread |= {at, at + 1}
    if not unread:
        return found
    kept = [row for at, row in enumerate(found) if at not in unread]
    return [row._replace(figure_no=number) for number, row in enumerate(kept, rows[0].figure_no)]


def _fits_what_is_unread(
    part: NarrativeFigure, change: NarrativeFigure, rate: NarrativeFigure, before: Sequence[NarrativeFigure]
) -> bool:
    """某某专款9万元，其中：基本支出2万元，比上年增加1万元，增长12.5%: the whole has a name that nobody knows."""
    # Of few digits a change fits many amounts by chance.
    if abs(Decimal(change.value_number)) < _TELLING * _last_digit(change):
        return False
    text = fold(change.sentence)
    lead = text[: text.rfind(fold(change.value_text))]
    read = {fold(row.value_text).replace(",", "") for row in before}
    amounts = [match[0].replace(",", "") for match in _NUMBER.finditer(lead) if _is_money(lead, match.end())]
    return any(_fits(part._replace(value_number=amount), change, rate) for amount in amounts if amount not in read)


def _is_money(text: str, end: int) -> bool:
    return MONEY in narrative_vocabulary().unit_at(text, end)[1]


def _of_the_paragraph_above(
    change: NarrativeFigure, rate: NarrativeFigure, above: Sequence[NarrativeFigure]
) -> tuple[NarrativeFigure, NarrativeFigure]:
    """与上年对比增加5万元: the rate tells which figure of the paragraph above is meant, where not the last one."""
    known = changes_of_metrics()
    stem = next((base for base, metrics in known.items() if metrics == (change.metric, rate.metric)), None)
    meant = [row for row in above if row.metric in known and row.unit_text == change.unit_text]
    if stem is None or any(
        (row.metric, row.subject) == (stem, change.subject) and _fits(row, change, rate) for row in meant
    ):
        return change, rate
    whole = next((row for row in meant if _fits(row, change, rate)), None)
    part = next((row for row in reversed(meant) if (row.metric, row.subject) == (stem, change.subject)), None)
    if whole is None and part is not None and not _is_possible(part, change) and _is_possible(meant[0], change):
        whole = meant[0]
    if whole is None:
        return change, rate
    of_change, of_rate = known[whole.metric]
    return _of(whole, change, of_change), _of(whole, rate, of_rate)


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
