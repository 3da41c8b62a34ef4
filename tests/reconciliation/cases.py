"""Five test cases for every rule of sums, made from the rule's own rows in the seeds.

For each rule a small document is built in which it holds; the other cases change that document: one side too large, one
side off by exactly the tolerance, one operand blank, one side missing. What the rules say about real documents does
not belong here.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

import duckdb

from pipeline.locations import DBT_PROJECT_DIR as PROJECT

ZONES = ("notes", "overview", "report")
CASES = ("holds", "breaks", "edge", "beyond_edge", "blank", "absent")
CENT = Decimal("0.01")

# A wording that means the measure, for figures of the prose.
SUBJECTS = {
    "basic": "基本支出", "project": "项目支出", "remitted_to_superior": "上缴上级支出", "operating": "经营支出",
    "subsidy_to_affiliates": "对附属单位补助支出", "contingency": "单位预留机动经费", "carried_forward": "结转下年资金",
    "other": "其他支出", "appropriation": "财政拨款收入", "general_public": "一般公共预算拨款",
    "government_fund": "政府性基金拨款", "state_capital": "国有资本经营预算拨款", "special_account": "财政专户管理资金",
    "superior_subsidy": "上级补助收入", "service_revenue": "事业收入", "business_revenue": "经营收入",
    "affiliate_remittance": "附属单位上缴收入", "other_revenue": "其他收入", "carryover": "上年结转",
    "non_fiscal_balance_used": "使用非财政拨款结余", "total": "“三公”经费", "abroad": "因公出国（境）费",
    "vehicles": "公务用车购置及运行费", "vehicle_purchase": "公务用车购置费", "vehicle_operation": "公务用车运行费",
    "reception": "公务接待费", "reception_domestic": "国内公务接待", "reception_foreign": "外宾接待",
    "meetings": "会议费", "training": "培训费", "revenue": "收入", "expenditure": "支出总计",
    "opening_balance": "年初结转和结余", "closing_balance": "年末结转和结余",
}  # fmt: skip
TOTAL_SUBJECTS = {"budget_initial": "财政拨款支出", "final": "财政拨款支出", "government_fund_expenditure": "支出"}
CODED = {"201": "一般公共服务支出", "205": "教育支出", "301": "工资福利支出", "30101": "基本工资", "30102": "津贴补贴"}
ANOTHER = {"": "", "201": "205", "2013701": "2013702", "30101": "30102"}
"""Codes of a second part of the same kind."""
SECTIONS = {
    "all": "", "general_public": "一般公共预算支出情况说明", "appropriation": "财政拨款支出情况说明",
    "government_fund": "政府性基金预算支出情况说明",
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One amount of a made-up document, in yuan with two decimals."""

    side: str
    sign: int
    statement_id: str
    amount: Decimal
    row_kind: str = "total"
    line_id: str = ""
    measure: str = "total"
    stage: str = ""
    fund: str = ""
    function_code: str = ""
    economic_code: str = ""
    is_column: bool = False
    row_no: int = 1
    role: str = "own"
    project: str = ""


@dataclass(frozen=True)
class Document:
    """The cells of one case; the identifier says rule and case."""

    document_id: str
    cells: tuple[Cell, ...]
    # A statement that is printed without figures.
    empty_statements: tuple[str, ...] = field(default=())


def seed(name: str) -> list[dict[str, str]]:
    """Rows of a seed file."""
    with next((PROJECT / "seeds").rglob(f"{name}.csv")).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


OF_GENERAL = "_of_general"
"""End of a metric that has it from what its section says before, not from its own words."""
STAGES = {row["statement_id"]: row["stage"] for row in seed("statements")}


def takes_one_cell_on_both_sides(terms: list[dict[str, str]]) -> bool:
    """Whether what stands on the right is what stands on the left: such a rule can never miss one side."""
    sides = [
        {
            tuple(term[name] for name in ("statement_ids", "line_ids", "measures"))
            for term in terms
            if term["side"] == side
        }
        for side in ("left", "right")
    ]
    return sides[0] == sides[1]


def rules_of_sums() -> list[dict[str, str]]:
    """The rules that compare sums of cells."""
    return [rule for rule in seed("rules") if rule["method"] in ("balance", "list")]


def base_cells(rule: dict[str, str], terms: list[dict[str, str]]) -> list[Cell]:
    """One cell for every term of the first reading of a rule, 100 yuan each; terms that step back are left out."""
    chosen = [term for term in terms if term["alternative"] in ("", "1") and not term["unless_present"]]
    for side in ("left", "right"):
        if not any(term["side"] == side for term in chosen):
            chosen += [term for term in terms if term["side"] == side and term["alternative"] in ("", "1")][:1]
    chosen.sort(key=lambda term: (term["side"], int(term["term_no"])))
    keys = rule["keys"].split("|")
    lefts = {term["rule_id"] for term in chosen if term["side"] == "left"}
    if rule["parameter"] != "both_left" and (rule["left_each"] == "yes" or rule["method"] == "list") and lefts:
        first = next(term for term in chosen if term["side"] == "left")
        chosen = [first, *(term for term in chosen if term["side"] == "right")]
    shared = {
        column: _shared(chosen, column)
        for column, key in (("measures", "measure"), ("line_ids", "line"))
        if key in keys
    }
    cells = [_cell(term, keys, shared, number) for number, term in enumerate(chosen)]
    # A list needs several parts; where one term takes them all, it takes another of the same kind.
    missing = int(rule["least_right"] or 0) - sum(cell.side == "right" for cell in cells)
    others = [
        replace(
            cells[-1],
            project="乙项目",
            function_code=ANOTHER.get(cells[-1].function_code, "2013702"),
            economic_code=ANOTHER.get(cells[-1].economic_code, cells[-1].economic_code),
            row_no=90 + number,
        )
        for number in range(missing)
    ]
    return [*cells, *others]


def documents(rule: dict[str, str], terms: list[dict[str, str]]) -> Iterator[Document]:
    """The cases of one rule."""
    cells = base_cells(rule, terms)
    lefts = [cell for cell in cells if cell.side == "left"]
    rights = [cell for cell in cells if cell.side == "right"]
    right_sum = sum((cell.sign * cell.amount for cell in rights), Decimal(0))
    other_lefts = sum((cell.sign * cell.amount for cell in lefts[1:]), Decimal(0))
    held = [replace(lefts[0], amount=(right_sum - other_lefts) * lefts[0].sign), *lefts[1:]]
    direction = -1 if rule["comparison"] == "at_least" else 1

    def moved(by: Decimal) -> tuple[Cell, ...]:
        return (replace(held[0], amount=held[0].amount + direction * by), *held[1:], *rights)

    half_units = len([cell for cell in (*held, *rights) if cell.amount != 0])
    edge = (CENT / 2 * half_units).quantize(CENT, rounding="ROUND_DOWN")
    name = rule["rule_id"]
    yield Document(f"{name}:holds", moved(Decimal(0)))
    yield Document(f"{name}:breaks", moved(Decimal("37.50")))
    yield Document(f"{name}:edge", moved(edge))
    yield Document(f"{name}:beyond_edge", moved(edge + CENT))
    if len(rights) > max(1, int(rule["least_right"] or 0)):
        without = right_sum - rights[-1].sign * rights[-1].amount
        blank = replace(held[0], amount=(without - other_lefts) * held[0].sign)
        yield Document(f"{name}:blank", (blank, *held[1:], *rights[:-1]))
    yield Document(f"{name}:absent", tuple(rights))


def load(connection: duckdb.DuckDBPyConnection, cases: list[Document]) -> None:
    """Write the cases into the input tables of the engine."""
    figures: list[tuple[object, ...]] = []
    prose: list[tuple[object, ...]] = []
    statements: list[tuple[object, ...]] = []
    facts: list[tuple[object, ...]] = []
    for case in cases:
        for role in ["own", *sorted({cell.role for cell in case.cells} - {"own", "disclosure"})]:
            owner = case.document_id if role == "own" else f"{case.document_id}:{role}"
            facts.append(_document(case.document_id, owner, role))
            cells = [cell for cell in case.cells if ("own" if cell.role == "disclosure" else cell.role) == role]
            numbers = {name: at for at, name in enumerate(dict.fromkeys(c.statement_id for c in cells), start=1)}
            numbers |= {name: len(numbers) + at for at, name in enumerate(case.empty_statements, start=1)}
            statements += [_statement(owner, no, name) for name, no in numbers.items() if name not in ZONES]
            for line, cell in enumerate(cells, start=1):
                if cell.statement_id in ZONES:
                    prose += _prose_rows(owner, line, cell)
                else:
                    figures.append(_figure_row(owner, line, numbers[cell.statement_id], cell))
    _insert(connection, "int_figures_valued", FIGURE_COLUMNS, figures)
    _insert(connection, "stg_narrative_figures", PROSE_COLUMNS, prose)
    _insert(connection, "stg_statements", STATEMENT_COLUMNS, statements)
    _insert(connection, "int_documents", DOCUMENT_COLUMNS, facts)


FIGURE_COLUMNS = (
    "document_id, statement_no, statement_id, row_no, block_no, row_kind, row_label, function_code, economic_code,"
    " column_economic_code, line_id, project_name, unit_name, measure, stage, fund, is_of_which, is_money, amount_yuan,"
    " amount_text, unit_text, unit_factor, source_line, source_field"
)
PROSE_COLUMNS = (
    "document_id, figure_no, metric, subject, value_text, value_number, unit_text, sentence, zone, section_no,"
    " section_title, function_class, function_section, function_item, source_line"
)
STATEMENT_COLUMNS = "document_id, statement_no, statement_id, table_title, title_line, figure_count"
DOCUMENT_COLUMNS = (
    "document_id, file_name, sha256, document_kind, disclosure_level, fiscal_year, department_id, disclosure_id"
)


def _insert(connection: duckdb.DuckDBPyConnection, table: str, columns: str, rows: list[tuple[object, ...]]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"insert into {table} ({columns}) values ({marks})", rows)


def _first(text: str, otherwise: str) -> str:
    return text.split("|")[0] if text else otherwise


def _shared(terms: list[dict[str, str]], column: str) -> str:
    """The first value that every term which names any has in common: it is what pairs the two sides."""
    named = [set(term[column].split("|")) for term in terms if term[column]]
    common = set.intersection(*named) if named else set[str]()
    return sorted(common, key=lambda value: (value == "total", value))[0] if common else ""


def _cell(term: dict[str, str], keys: list[str], shared: dict[str, str], number: int) -> Cell:
    statement = _first(term["statement_ids"], "").replace("*", "budget_expenditure")
    is_prose = statement in ZONES
    kinds = term["row_kinds"].split("|") if term["row_kinds"] else ["total"]
    by_code = term["function_level"] in ("class", "item", "code")
    economic = _economic(term["economic"] or ("any" if "economic" in keys else ""), keys)
    is_column = term["column_level"] == "top" or (economic != "" and "economic" not in kinds and "line" not in kinds)
    kind = "function" if by_code and "function" in kinds else kinds[0]
    if term["line_ids"] or (by_code and "line" in kinds):
        kind = "line"
    if economic and ("economic" in kinds or "economic" in keys):
        kind = "economic"
    if "row" in keys:
        kind = "line" if "line" in kinds else "function"
    row_code = "201" if "row" in keys and kind == "function" else ""
    code = {"class": "201", "item": "2013701", "code": "2013701" if is_prose or "line" not in kinds else "201"}
    return Cell(
        side=term["side"],
        sign=int(term["sign"]),
        statement_id=statement,
        amount=Decimal("100.00"),
        row_kind=kind,
        line_id=shared.get("line_ids") or _first(term["line_ids"], ""),
        measure=shared.get("measures") or _first(term["measures"], "" if is_prose else "total"),
        stage=_first(term["stages"], STAGES.get(statement, "")),
        fund=_first(term["funds"], ""),
        function_code=code.get(term["function_level"], row_code),
        economic_code=economic,
        is_column=is_column,
        row_no=1 if "row" in keys or "unit" in keys else number + 1,
        role=term["document_role"] or "own",
        project="甲项目" if "project" in keys else "",
    )


def _economic(wanted: str, keys: list[str]) -> str:
    if wanted in ("", "none"):
        return ""
    if wanted == "any":
        return "30201" if "economic" in keys else "301"
    return "302" if wanted.startswith("!") else {"class": "301", "item": "30101"}.get(wanted, wanted.split("|")[0])


def _figure_row(owner: str, line: int, number: int, cell: Cell) -> tuple[object, ...]:
    label = "行政运行" if cell.function_code == "2013701" else "合计" if cell.row_kind == "total" else "某行"
    return (
        owner, number, cell.statement_id, cell.row_no, 1, cell.row_kind, label, cell.function_code or None,
        cell.economic_code or ("30101" if cell.is_column else None),
        (cell.economic_code or "30101") if cell.is_column else None, cell.line_id or None,
        cell.project or ("乙项目" if cell.row_kind == "project" else None),
        "某单位" if cell.row_kind == "unit" else None, cell.measure, cell.stage or None, cell.fund or None, False, True,
        cell.amount, f"{cell.amount:.2f}", "元", "1", line, 3,
    )  # fmt: skip


def _prose_rows(owner: str, line: int, cell: Cell) -> list[tuple[object, ...]]:
    """The figure of a cell; before one that is of all general expenditure its section names that."""
    metric = cell.line_id.removesuffix(OF_GENERAL)
    row = _prose_row(owner, line, replace(cell, line_id=metric))
    if metric == cell.line_id:
        return [row]
    whole = replace(cell, line_id="general_public_expenditure", measure="total", economic_code="", project="")
    return [_prose_row(owner, 0, whole), row]


def _prose_row(owner: str, line: int, cell: Cell) -> tuple[object, ...]:
    subject = TOTAL_SUBJECTS.get(cell.line_id) if cell.measure == "total" else None
    subject = subject or cell.project or SUBJECTS.get(cell.measure, "办公费" if cell.economic_code else cell.line_id)
    item = {"2013701": "行政运行", "2013702": "一般行政管理事务"}.get(cell.function_code)
    path = ("一般公共服务", "网信事务", item) if item else (None, None, None)
    is_coded = cell.line_id in ("function_expenditure", "economic_expenditure")
    subject = item or (is_coded and CODED.get(cell.function_code or cell.economic_code)) or subject
    title = SECTIONS.get(cell.fund, "")
    return (
        owner, line, cell.line_id, subject, f"{cell.amount:.2f}", f"{cell.amount:.2f}", "元", f"第{line}句",
        cell.statement_id, "", title, *path, line,
    )  # fmt: skip


def _statement(owner: str, number: int, statement_id: str) -> tuple[object, ...]:
    return (owner, number, statement_id, statement_id, number, 0)


def _document(case_id: str, owner: str, role: str) -> tuple[object, ...]:
    kind = "budget" if role in ("budget_of_year", "unit_version") else "final_accounts"
    own_kind = "budget" if role == "own" and ":" in case_id and case_id.startswith("versions") else kind
    level = "unit" if role == "unit_version" else "department"
    year = 2021 if role == "year_before" else 2022
    # Two versions of one disclosure are two files of it.
    disclosure = case_id if role in ("own", "other_version") else owner
    return (owner, owner, owner, own_kind, level, year, case_id, disclosure)
