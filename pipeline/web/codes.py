"""Pages of classifications across bodies: functional and economic codes, COFOG."""

from dataclasses import dataclass

from pipeline.web.page import Chart, Column, Page, Table
from pipeline.web.regions import ITS_BODIES, prefix_of
from pipeline.web.shared import BODY, NAMED_SQL, STAGE, YEAR, Part, amount_of, link_to, missing, spent_sql
from pipeline.web.warehouse import Warehouse

COFOG = "function_code in (select function_code from dim_function where starts_with(cofog_code, ?))"
_NAME = Column("name", "名称 Name")
_BODIES = Column("body_count", "部门 Bodies", "count")


def codes(warehouse: Warehouse) -> Page:
    """The classifications, each code with how many bodies spend under it."""
    functions = warehouse.ask(
        "with spent as (select functions.class_code as code, facts.department_id from fct_expenditure as facts"
        " inner join dim_function as functions using (function_code) where facts.is_primary group by all)"
        " select spent.code, min(functions.function_name) as name, count(distinct department_id) as body_count"
        " from spent inner join dim_function as functions on functions.function_code = spent.code"
        " group by all order by code"
    )
    economic = warehouse.ask(
        "with spent as (select left(economic_code, 3) as code, department_id from fct_expenditure_economic"
        " where is_primary group by all)"
        " select spent.code, min(economics.economic_name) as name, count(distinct department_id) as body_count"
        " from spent inner join dim_economic as economics on economics.economic_code = spent.code"
        " group by all order by code"
    )
    cofog = warehouse.ask(
        "with spent as (select left(functions.cofog_code, 2) as code, facts.department_id from fct_expenditure as facts"
        " inner join dim_function as functions using (function_code)"
        " where facts.is_primary and functions.cofog_code is not null group by all)"
        " select code, count(distinct department_id) as body_count from spent group by all order by code"
    )
    warehouse.worded(cofog, code="cofog_division")
    return Page(
        "科目 Codes",
        facts=[("说明 Note", "点开一个科目，看各部门在其下的支出。Follow a code to what bodies spend under it.")],
        tables=[
            Table("functions", "功能分类（类） Functions",
                  [Column("code", "编码 Code", "short", link_to("/functions/", "code")), _NAME, _BODIES], functions),
            Table("economic", "经济分类（类） Economic categories",
                  [Column("code", "编码 Code", "short", link_to("/economic/", "code")), _NAME, _BODIES], economic),
            Table("cofog", "国际分类 COFOG",
                  [Column("code", "编码 Code", "short", link_to("/cofog/", "code")), Column("code_zh", "名称 Name"),
                   _BODIES], cofog),
        ],
    )  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Which bodies of a code: those of a region, or all; and which of them are shown.

    Attributes:
        region: Code of a region; empty for all.
        part: Rows of the table.
    """

    region: str
    part: Part


@dataclass(frozen=True)
class _Codes:
    """Which rows of which fact a page of a code is of: ``condition`` has one ``?``, ``key`` is what asks for them."""

    theme: str
    fact: str
    key: str
    condition: str


_FUNCTION = _Codes("expenditure", "fct_expenditure", "function", "starts_with(function_code, ?)")
_ECONOMIC = _Codes("economic", "fct_expenditure_economic", "economic", "starts_with(economic_code, ?)")
_COFOG = _Codes("expenditure", "fct_expenditure", "cofog", COFOG)


def _bodies_of(warehouse: Warehouse, codes: _Codes, code: str, asked: Asked) -> Table:
    values: list[object] = [code]
    condition = codes.condition
    if asked.region:
        condition += f" and {ITS_BODIES}"
        values.append(prefix_of(asked.region))
    keys = ("department_id", "fiscal_year", "stage")
    spent = spent_sql(codes.fact, condition, keys)
    order = "fiscal_year desc, stage, amount_yuan desc, department_id, unknown_document"
    count = warehouse.ask(f"{spent} select count(*) as n from spent", values)[0]["n"]
    rows = warehouse.ask(
        f"{spent}, most as (select * from spent order by {order} limit ? offset ?)"
        f" select most.*, {NAMED_SQL.format(of='most')} from most"
        f" left join dim_department as departments using (department_id) order by {order}",
        [*values, asked.part.size, asked.part.start],
    )
    warehouse.worded(rows, stage="stage")
    amount = amount_of(codes.theme, {key: key for key in keys}, {codes.key: code})
    return Table("bodies", "各部门支出 By body", [BODY, YEAR, STAGE, amount], rows, bars="amount_yuan",
                 note=asked.part.note(count), more=asked.part.more(count),
                 chart=Chart("lying", ("department_name",), ("amount_yuan",), ("fiscal_year", "stage_zh")))  # fmt: skip


def function(warehouse: Warehouse, code: str, asked: Asked) -> Page:
    """One functional code across bodies."""
    known = warehouse.ask("select * from dim_function where function_code = ?", [code])
    if not known:
        return missing(code)
    below = warehouse.ask(
        "with spent as (select function_code, count(distinct department_id) as body_count from fct_expenditure"
        " where is_primary and function_code <> ? and starts_with(function_code, ?) group by all)"
        " select function_code as code, function_name as name, body_count"
        " from spent inner join dim_function using (function_code) order by code",
        [code, code],
    )
    cofog = known[0]["cofog_code"]
    tables = [_bodies_of(warehouse, _FUNCTION, code, asked)]
    if below:
        columns = [Column("code", "编码 Code", "short", link_to("/functions/", "code")), _NAME, _BODIES]
        tables.append(Table("below", "下级科目 Below", columns, below))
    return Page(
        f"{code} {known[0]['function_name']}",
        facts=[
            ("COFOG", _division(warehouse, cofog) if cofog else ""),
            ("旧名 Former names", known[0]["former_names"] or ""),
        ],
        links=[(f"/cofog/{cofog[:2]}", f"COFOG {cofog[:2]}")] if cofog else [],
        tables=tables,
    )


def _division(warehouse: Warehouse, code: str) -> str:
    """A code of COFOG with the name of its division."""
    return " ".join([code, *warehouse.words().get(("cofog_division", code[:2]), ())])


def economic(warehouse: Warehouse, code: str, asked: Asked) -> Page:
    """One economic category across bodies."""
    known = warehouse.ask("select * from dim_economic where economic_code = ? limit 1", [code])
    if not known:
        return missing(code)
    return Page(
        f"{code} {known[0]['economic_name']}",
        tables=[_bodies_of(warehouse, _ECONOMIC, code, asked)],
    )


def cofog(warehouse: Warehouse, code: str, asked: Asked) -> Page:
    """One division or group of COFOG across bodies."""
    functions = warehouse.ask(
        "select function_code as code, function_name as name, cofog_code from dim_function"
        " where starts_with(cofog_code, ?) and function_level = 'section' order by cofog_code, code",
        [code],
    )
    if not functions:
        return missing(code)
    return Page(
        f"COFOG {_division(warehouse, code)}",
        facts=[("说明 Note", "按功能科目对照换算，见数据字典。By crosswalk from functional codes.")],
        tables=[
            _bodies_of(warehouse, _COFOG, code, asked),
            Table("functions", "包含的科目 Functional codes",
                  [Column("code", "编码 Code", "short", link_to("/functions/", "code")), _NAME,
                   Column("cofog_code", "COFOG", "short")], functions),
        ],
    )  # fmt: skip
