"""The parts of one figure: its codes, measure and stage, the amount as printed, and why a number is none.

What a label and a column say together belongs here. Which cells of a row are figures does not (``figures``).
"""

from pipeline.extraction.page.cells import is_storable
from pipeline.extraction.page.text import printed
from pipeline.extraction.tables.columns import Column, Layout
from pipeline.extraction.tables.fit import label_end
from pipeline.extraction.tables.frame import Frame
from pipeline.extraction.tables.labels import (
    Label,
)
from pipeline.extraction.tables.meaning import (
    USE_MEASURES,
    Meaning,
)
from pipeline.extraction.tables.row_reading import Reading
from pipeline.extraction.wording.kinds import PRIOR, Stage, of_prior_year

PUBLISHED_STAGES: frozenset[Stage] = frozenset({"budget", "adjusted_budget", "final", "prior_final", ""})


def as_printed(cell: str) -> str:
    """The text of a cell without marks of markup."""
    return printed(cell) if "<" in cell or "*" in cell else cell.strip()


def reason_of(kind: str, number: str, column: Column) -> str:
    """Why a number that is no figure is none: a key of the reasons of unplaced cells."""
    if kind == "error" or (kind == "amount" and not is_storable(number)):
        return "error_value"
    if kind in ("many", "code"):
        return "several_numbers"
    if kind == "percent":
        return "percentage"
    return "no_heading" if column.role == "unknown" else "contradiction"


def is_label_number(reading: Reading, index: int, number: str) -> bool:
    """True for a number that belongs to the label: a code, a line number."""
    if index not in reading.lost and not reading.column(index).is_amount:
        return True
    return reading.by_content and number.isdigit() and index < label_end(reading.cells)


def codes_of(label: Label, is_unit: bool) -> tuple[str | None, str | None]:
    """Code and classification of a row; what stands in a unit's row is no code of a classification."""
    return (None, None) if is_unit else (label.code_text or None, label.code_system or None)


def measure_of(meaning: Meaning, column: Column, is_money: bool) -> str | None:
    """The measure of a figure: that of its column, or of its row where the column says only how much."""
    if not is_money:
        return "quantity"
    # 工资福利支出 below 一、基本支出: basic expenditure in the column of the whole, in one of a fund its part of it.
    is_of_part = meaning.measure in USE_MEASURES.values() and column.measure not in ("", "total")
    return (column.measure if is_of_part else meaning.measure or column.measure) or None


def _is_the_plan(column: Column, table: Frame, layout: Layout) -> bool:
    """True for 全年预算数 in a table of a budget that prints no other plan: it is what others call 预算数."""
    is_adjusted = column.stage == "adjusted_budget" and table.stage == "budget"
    return is_adjusted and not any(other.stage == "budget" for other in layout.columns)


def stage_of(column: Column, table: Frame, layout: Layout) -> Stage:
    """Stage of a column; in a budget what was carried out is last year's, and 上年 alone is the table's own stage."""
    if _is_the_plan(column, table, layout):
        return "budget"
    if column.stage == PRIOR:
        return of_prior_year(table.stage)
    if column.stage == "final" and table.stage == "budget" and not table.statement_id.startswith("performance"):
        return "prior_final"
    return column.stage or table.stage


def quantity_unit(label: str) -> str:
    """The unit of a quantity that a label prints in brackets (``房屋（平方米）``)."""
    opened = max(label.rfind("("), label.rfind("（"))
    return label[opened + 1 :].rstrip(")） ") if opened >= 0 else ""
