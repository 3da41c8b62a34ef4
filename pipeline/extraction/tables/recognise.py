"""What the whole document says about a table whose title does not say enough.

Two questions belong here: whether a title without 预算 or 决算 belongs to a budget or to final accounts, and which
statement a table without any known title is, by its columns. Both are answered only where the document decides them;
matching of titles does not belong here.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.extraction.seeds import Seed
from pipeline.extraction.tables.columns import Layout
from pipeline.extraction.tables.titles import TitleMatch
from pipeline.extraction.wording.facts import named_kind
from pipeline.extraction.wording.kinds import AXES, Axis
from pipeline.extraction.wording.tables import vocabulary

HEADER_SIGNATURES = Seed("header_signatures")
_LONGEST_HEADING = 40
_LEAST_LINES = 4
"""Lines of revenue that a summary prints at least, its totals included."""
KINDS = {"final": "final_accounts", "budget": "budget"}


@dataclass(frozen=True, slots=True)
class Signature:
    """Columns by which one statement is known among all tables of its kind of document."""

    statement_id: str
    axis: Axis
    blocks: int
    measures: frozenset[str]


@lru_cache(maxsize=1)
def _signatures() -> tuple[Signature, ...]:
    return tuple(
        Signature(row["statement_id"], AXES[row["axis"]], int(row["blocks"]), frozenset(row["measures"].split()))
        for row in HEADER_SIGNATURES.rows()
    )


def header_stage(layout: Layout) -> str:
    """``final`` where a column says so, else ``budget`` where one does, else an empty string."""
    stages = {column.stage for column in layout.columns if column.is_amount}
    return next((stage for stage in ("final", "budget") if stage in stages), "")


def document_kind(matches: Sequence[TitleMatch | None], layouts: Sequence[Layout]) -> str:
    """The kind of document that most of its tables name, or an empty string.

    Args:
        matches: Title of each table.
        layouts: Columns of each table.
    """
    statements = vocabulary().statements
    votes: Counter[str] = Counter()
    for match, layout in zip(matches, layouts, strict=True):
        kind = statements[match.statement_id].document_kind if match else ""
        if match and kind in KINDS.values():
            votes[KINDS.get(match.stage_word or header_stage(layout), "")] += 1
    del votes[""]
    ranked = votes.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return ""
    return ranked[0][0]


def settle(match: TitleMatch, kind: str) -> TitleMatch:
    """Turn a title that names neither 预算 nor 决算 to the statement of the document's kind.

    Args:
        match: The title as matched.
        kind: The document's kind; empty leaves the match as it is.
    """
    statement = vocabulary().statements[match.statement_id]
    if not kind or match.stage_word or not statement.counterpart or statement.document_kind == kind:
        return match
    return replace(match, statement_id=statement.counterpart)


def told_kind(lines: Iterable[str]) -> str:
    """The kind of document that its short lines name (某局2025年部门预算公开), or an empty string.

    Args:
        lines: Those before its first table.
    """
    kinds = {kind for line in lines if len(line) <= _LONGEST_HEADING and (kind := named_kind(line))}
    return next(iter(kinds)) if len(kinds) == 1 and kinds <= set(KINDS.values()) else ""


def by_header(layout: Layout, kind: str, taken: frozenset[str], labels: frozenset[str] = frozenset()) -> str:
    """The statement that only its columns tell, or an empty string.

    Args:
        layout: Columns of a table without a known title.
        kind: The document's kind; without one nothing is recognised.
        taken: Statements that other tables of the document are by their title.
        labels: Keys of the cells of its rows: two sides with their grand totals are a summary.
    """
    measures = frozenset(column.measure for column in layout.columns if column.is_amount)
    unknown = any(column.role == "unknown" and column.label for column in layout.columns)
    if not kind or unknown or not measures:
        return ""
    statements = vocabulary().statements
    found = {
        signature.statement_id
        for signature in _signatures()
        if statements[signature.statement_id].document_kind == kind
        and signature.axis == layout.axis
        and signature.blocks == layout.blocks
        and (
            signature.measures == measures and _is_summary(labels)
            if layout.axis == "line"
            else signature.measures <= measures
        )
    }
    only = next(iter(found)) if len(found) == 1 else ""
    return "" if only in taken else only


def _is_summary(labels: frozenset[str]) -> bool:
    """Whether rows print what comes in and what goes out, each with its total."""
    lines = vocabulary().lines
    sides = (("revenue", "revenue_grand_total"), ("expenditure", "expenditure_grand_total"))
    totals = all(any(lines.get((key, side)) == total for key in labels) for side, total in sides)
    incomes = sum((key, "revenue") in lines for key in labels)
    return totals and incomes >= _LEAST_LINES and any(key in vocabulary().class_codes for key in labels)
