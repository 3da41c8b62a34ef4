"""What a row is: a code, a line, a unit, a project, a total, and what its label says about its amounts.

The reading of one row's label in the light of the lines before it belongs here; amounts and columns do not.
"""

from dataclasses import dataclass, replace

from pipeline.extraction.tables.columns import Column
from pipeline.extraction.tables.label_words import (
    ends_a_group,
    find_class,
    find_economic,
    find_item,
    find_line,
    has_ordinal,
    is_known_line,
    is_no_category,
    is_total,
    line_key,
    ordinal_level,
)
from pipeline.extraction.tables.labels import Label
from pipeline.extraction.tables.row_stages import RowStage, row_stage
from pipeline.extraction.wording.kinds import Axis, RowKind
from pipeline.extraction.wording.tables import vocabulary

LINE_FUNDS = {
    "general_public_appropriation": "general_public",
    "government_fund_appropriation": "government_fund",
    "state_capital_appropriation": "state_capital",
    "special_account": "special_account",
    "appropriation_revenue": "appropriation",
}
REVENUE_TOTAL = "revenue_total"
USE_MEASURES = {"basic_expenditure": "basic", "project_expenditure": "project"}
TOP_LEVEL = 1
"""Level of the numbers (一、) of lines that stand under none."""
CODED_AXES = frozenset({"function", "economic"})


@dataclass(slots=True)
class State:
    """What earlier lines say about the next one, per block."""

    context: str = ""
    context_line: str = ""
    opening: bool = False
    funded: bool = False
    """True below a line of a fund."""
    totalled: bool = False
    """True below the total of the year's revenue, printed behind them, where a fund's line stands under a balance."""
    project: str = ""
    name: str = ""
    counting: str = ""
    counting_level: int = 0
    system: str = ""
    """First digit of the economic categories that the block lists: 3 of departments, 5 of governments."""
    lost: bool = False
    """True after a row that could not be read, until a line that stands under none."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a row means, as far as its label tells."""

    row_kind: RowKind
    line_id: str = ""
    function_code: str = ""
    economic_code: str = ""
    measure: str = ""
    fund: str = ""
    of_which: bool = False
    row_stage: RowStage | None = None


def _revenue_line(key: str, state: State) -> tuple[str, str]:
    """Line and, for a fund's line under the opening balance, the measure."""
    line = find_line(key, "revenue")
    if state.opening and line in LINE_FUNDS:
        return "opening_balance", LINE_FUNDS[line]
    if line:
        state.opening = line == "opening_balance"
        state.totalled = state.funded and line == REVENUE_TOTAL
        state.funded = state.funded or line in LINE_FUNDS
    return line, ""


def _expenditure_line(key: str, state: State) -> Meaning | None:
    line = find_line(key, "expenditure")
    if line:
        return Meaning("line", line_id=line)
    use = USE_MEASURES.get(state.context_line, "")
    code = find_economic(key, state.system)
    if code and (use or code[0] == state.system):
        return Meaning("line", economic_code=code, measure=use)
    if function := find_class(key):
        return Meaning("line", function_code=function)
    if code:
        state.system = code[0]
        return Meaning("line", economic_code=code)
    return None


def depends_on_context(label: Label) -> bool:
    """True for a line whose meaning another line above it may change: of a fund, of a category, of which."""
    key, of_which = line_key(label.text)
    is_fund = find_line(key, "revenue") in LINE_FUNDS
    is_inner = has_ordinal(label.text) and not is_fund and not find_economic(key)
    if not of_which and (ordinal_level(label.text) == TOP_LEVEL or is_inner):
        return False
    return of_which or is_fund or not is_known_line(label.text) or bool(find_economic(key))


def lacks_balance(label: Label, state: State) -> bool:
    """True for a fund's line right below the total of revenue: the balance it is a part of is not printed above it."""
    key, of_which = line_key(label.text)
    return state.totalled and not of_which and find_line(key, "revenue") in LINE_FUNDS


def _line_label(label: Label) -> str:
    """The text that names the line: for a 小计 beside the name of its group, the group."""
    is_subtotal = bool(find_line(line_key(label.text)[0], "subtotal"))
    return label.context[-1] if is_subtotal and label.context else label.text


def line_meaning(label: Label, side: str, state: State) -> Meaning:
    """What a line of a summary table is, and what it opens for the lines below."""
    text = _line_label(label)
    key, of_which = line_key(text)
    found: Meaning | None = None
    if side == "revenue":
        line, measure = _revenue_line(key, state)
        found = (
            Meaning("line", line_id=line, measure=measure, fund=measure or LINE_FUNDS.get(line, "")) if line else None
        )
    meaning = found or _expenditure_line(key, state) or Meaning("line")
    stands_under_use = bool(meaning.economic_code and meaning.measure) and ordinal_level(text) != TOP_LEVEL
    if (has_ordinal(text) and not stands_under_use) or meaning.line_id:
        state.context, state.context_line = text, meaning.line_id
    elif ends_a_group(key):
        state.context_line = ""
    return replace(meaning, of_which=True) if of_which else meaning


def _coded_meaning(label: Label) -> Meaning:
    if label.code_parts:
        system = label.code_system
        if is_no_category(label.code_text, label.text):
            return Meaning("unit")
        return Meaning("economic" if system.startswith("economic") else "function")
    key, of_which = line_key(label.text)
    if line := find_line(key, "economic"):
        return Meaning("line", line_id=line)
    if is_total(label.text) or not label.text:
        return Meaning("total")
    if label.unit_code or (label.unit_name and label.unit_name == label.text):
        return Meaning("unit")
    return Meaning("line", of_which=of_which)


def _item_meaning(label: Label) -> Meaning:
    texts = [label.text, *label.context]
    if any(map(is_total, texts)):
        return Meaning("total")
    for text in texts[:1] if label.text else texts:
        if line := find_line(line_key(text)[0], "procurement"):
            return Meaning("line", line_id=line)
    return Meaning("item")


def meaning_of(statement_id: str, label: Label, column: Column, state: State, axis: Axis) -> Meaning:
    """What a row is: its kind, its line, and what its label says about the measure.

    Args:
        statement_id: The table's statement.
        label: Label of the row in this block.
        column: The column of the amount; of a line only its side counts, of three-public items its measure.
        state: What earlier lines of the block said; changed by a line that opens a group.
        axis: Kind of table.
    """
    if axis == "item":
        return _item_meaning(label)
    if axis in CODED_AXES:
        return _coded_meaning(label)
    if axis == "line" and not statement_id.startswith("performance"):
        has_total = not label.text or (_is_by_code(statement_id) and is_total(label.text))
        return Meaning("total") if has_total else line_meaning(label, column.side, state)
    if any(is_total(t) for t in (label.text, label.unit_name, label.project_name) if t) or not label.text:
        return Meaning("total")
    if axis == "three_public" and column.measure == "total" and (item := find_item(line_key(label.text)[0])):
        return Meaning("total", measure=item)
    return _named_meaning(label, axis)


def _is_by_code(statement_id: str) -> bool:
    return vocabulary().statements[statement_id].row_axis in CODED_AXES


def _named_meaning(label: Label, axis: Axis) -> Meaning:
    """A row of a table by names: a stage, a project, a unit."""
    named = label.text or label.unit_name or label.project_name
    if not label.code_parts and (told := row_stage(named, axis)):
        return Meaning("total", row_stage=told)
    if axis == "project" or label.project_name:
        return Meaning("project")
    if label.code_parts:
        return _coded_meaning(label)
    if axis == "asset":
        return Meaning("line", of_which=line_key(label.text)[1])
    return Meaning("unit" if label.unit_name or label.unit_code else "line", of_which=line_key(label.text)[1])
