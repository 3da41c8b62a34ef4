"""Of which year the amounts of a sentence are, where the year alone says it.

``2017年“三公”经费预算35万元，其中：公务接待费30万元。2018年“三公”经费预算30万元``: beside a sentence of the document's
own year that prints the same amounts, a sentence that names only the year before tells of that year. Years inside words
of comparison or before a stage (2017年决算数) are in ``grammar``; nothing but this choice belongs here. A sentence that
stands alone keeps its year: an old year left in a template is no amount of that year.
"""

import re
from collections.abc import Sequence

from pipeline.extraction.dataset.records import NarrativeFigure
from pipeline.extraction.page.text import fold
from pipeline.extraction.wording.prose import changes_of_metrics, narrative_vocabulary

_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)", re.ASCII)
_LONGEST_LEAD = 8
"""Signs of a number of a paragraph before the year."""


def with_years_of_sentences(
    rows: Sequence[NarrativeFigure], above: Sequence[NarrativeFigure], fiscal_year: str, *, is_budget: bool
) -> list[NarrativeFigure]:
    """The rows of a paragraph; amounts of a sentence about the year before have its stage, its rates are left out.

    Args:
        rows: Figures of one paragraph in order of reading.
        above: Figures of the paragraph above.
        fiscal_year: The year of the document, or an empty text when it is not known.
        is_budget: Whether the document is a budget.

    Returns:
        The rows, numbered without a gap.
    """
    before = {one for one in {row.sentence for row in rows} if fiscal_year and _is_of_year_before(one, fiscal_year)}
    if not before:
        return list(rows)
    own = {
        (row.metric, row.subject) for row in (*above, *rows)
        if row.stage is None and fiscal_year in _YEAR.findall(fold(row.sentence))
    }  # fmt: skip
    told = {row.sentence for row in rows if row.sentence in before and (row.metric, row.subject) in own}
    amounts = changes_of_metrics()
    found: list[NarrativeFigure] = []
    for row in rows:
        if row.sentence not in told or row.stage is not None:
            found.append(row)
        elif row.metric in amounts:
            found.append(_of_year_before(row, is_budget=is_budget))
    return [row._replace(figure_no=number) for number, row in enumerate(found, rows[0].figure_no)]


def _is_of_year_before(sentence: str, fiscal_year: str) -> bool:
    """Whether a sentence begins with the year before and names no other."""
    years = list(_YEAR.finditer(fold(sentence)))
    before = str(int(fiscal_year) - 1)
    return bool(years) and years[0].start() <= _LONGEST_LEAD and {match[0] for match in years} == {before}


def _of_year_before(row: NarrativeFigure, *, is_budget: bool) -> NarrativeFigure:
    vocabulary = narrative_vocabulary()
    account = vocabulary.account(fold(row.sentence))
    planned = account != "outcome" if is_budget else account in ("plan", "initial")
    prior = next(
        (known.prior for known in vocabulary.families.values() if row.metric in (known.budget, known.outcome)), ""
    )
    return row._replace(metric=prior or row.metric, stage="prior_budget" if planned else "prior_final")
