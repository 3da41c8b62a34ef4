"""Pages of classifications across bodies: functional and economic codes, COFOG, and what changed most in 三公."""

from collections.abc import Callable

from pipeline.web.page import Chart, Column, Page, Row, Table
from pipeline.web.shared import BODY, MOST_ROWS, PLACED, REGION, STAGE, YEAR, link_to, missing, spent_sql
from pipeline.web.warehouse import Warehouse

COFOG = "function_code in (select function_code from dim_function where starts_with(cofog_code, ?))"
_NAME = Column("name", "名称 Name")
_BODIES = Column("body_count", "部门 Bodies", "count")


def codes(warehouse: Warehouse) -> Page:
    """The classifications, each code with how many bodies spend under it."""
    functions = warehouse.ask(
        "with spent as (select functions.class_code as code, facts.department_id from fct_expenditure as facts"
        " inner join dim_function as functions using (function_code) where facts.is_primary group by all)"
        " select spent.code, any_value(functions.function_name) as name, count(distinct department_id) as body_count"
        " from spent inner join dim_function as functions on functions.function_code = spent.code"
        " group by all order by code"
    )
    economic = warehouse.ask(
        "with spent as (select left(economic_code, 3) as code, department_id from fct_expenditure_economic"
        " where is_primary group by all)"
        " select spent.code, any_value(economics.economic_name) as name, count(distinct department_id) as body_count"
        " from spent inner join dim_economic as economics on economics.economic_code = spent.code"
        " group by all order by code"
    )
    cofog = warehouse.ask(
        "with spent as (select left(functions.cofog_code, 2) as code, facts.department_id from fct_expenditure as facts"
        " inner join dim_function as functions using (function_code)"
        " where facts.is_primary and functions.cofog_code is not null group by all)"
        " select code, count(distinct department_id) as body_count from spent group by all order by code"
    )
    return Page(
        "科目 Codes",
        facts=[("说明 Note", "点开一个科目，看各部门在其下的支出。Follow a code to what bodies spend under it.")],
        tables=[
            Table("functions", "功能分类（类） Functions",
                  [Column("code", "编码 Code", "short", link_to("/functions/", "code")), _NAME, _BODIES], functions),
            Table("economic", "经济分类（类） Economic categories",
                  [Column("code", "编码 Code", "short", link_to("/economic/", "code")), _NAME, _BODIES], economic),
            Table("cofog", "国际分类 COFOG",
                  [Column("code", "编码 Code", "short", link_to("/cofog/", "code")), _BODIES], cofog),
        ],
    )  # fmt: skip


def _bodies_of(warehouse: Warehouse, fact: str, condition: str, code: str) -> Table:
    rows = warehouse.ask(
        f"{spent_sql(fact, condition, ('department_id', 'fiscal_year', 'stage'))},"
        " most as (select * from spent order by fiscal_year desc, amount_yuan desc limit ?)"
        " select most.*, departments.department_name, stage.name_zh as stage_zh from most"
        " left join dim_department as departments on departments.department_id = most.department_id"
        " left join dim_code as stage on stage.code_set = 'stage' and stage.code = most.stage"
        " order by fiscal_year desc, amount_yuan desc",
        [code, MOST_ROWS],
    )
    return Table("bodies", "各部门支出 By body", [BODY, YEAR, STAGE, PLACED], rows, bars="amount_yuan",
                 note=f"至多 {MOST_ROWS} 行 at most",
                 chart=Chart("lying", ("department_name",), ("amount_yuan",), ("fiscal_year", "stage_zh")))  # fmt: skip


def function(warehouse: Warehouse, code: str) -> Page:
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
    tables = [_bodies_of(warehouse, "fct_expenditure", "starts_with(function_code, ?)", code)]
    if below:
        columns = [Column("code", "编码 Code", "short", link_to("/functions/", "code")), _NAME, _BODIES]
        tables.append(Table("below", "下级科目 Below", columns, below))
    return Page(
        f"{code} {known[0]['function_name']}",
        facts=[("COFOG", cofog or ""), ("旧名 Former names", known[0]["former_names"] or "")],
        links=[(f"/cofog/{cofog[:2]}", f"COFOG {cofog[:2]}")] if cofog else [],
        tables=tables,
    )


def economic(warehouse: Warehouse, code: str) -> Page:
    """One economic category across bodies."""
    known = warehouse.ask("select * from dim_economic where economic_code = ? limit 1", [code])
    if not known:
        return missing(code)
    return Page(
        f"{code} {known[0]['economic_name']}",
        tables=[_bodies_of(warehouse, "fct_expenditure_economic", "starts_with(economic_code, ?)", code)],
    )


def cofog(warehouse: Warehouse, code: str) -> Page:
    """One division or group of COFOG across bodies."""
    functions = warehouse.ask(
        "select function_code as code, function_name as name, cofog_code from dim_function"
        " where starts_with(cofog_code, ?) and function_level = 'section' order by cofog_code, code",
        [code],
    )
    if not functions:
        return missing(code)
    return Page(
        f"COFOG {code}",
        facts=[("说明 Note", "按功能科目对照换算，见数据字典。By crosswalk from functional codes.")],
        tables=[
            _bodies_of(warehouse, "fct_expenditure", COFOG, code),
            Table("functions", "包含的科目 Functional codes",
                  [Column("code", "编码 Code", "short", link_to("/functions/", "code")), _NAME,
                   Column("cofog_code", "COFOG", "short")], functions),
        ],
    )  # fmt: skip


def three_public(warehouse: Warehouse) -> Page:
    """Where 三公 rose most: the same stage of two years that follow each other, and final against budget."""
    rows = warehouse.ask(
        """
        with years as (
            select years.*, departments.department_name, regions.region_name, departments.region_code,
                stage.name_zh as stage_zh
            from mart_department_year as years
            inner join dim_department as departments using (department_id)
            left join dim_region as regions on regions.region_code = departments.region_code
            left join dim_code as stage on stage.code_set = 'stage' and stage.code = years.stage
            where three_public_yuan is not null
        )
        select years.department_id, years.department_name, years.region_code, years.region_name, years.fiscal_year,
            years.stage_zh, before.three_public_yuan as before_yuan, years.three_public_yuan,
            years.three_public_yuan - before.three_public_yuan as change_yuan,
            round(100 * (years.three_public_yuan - before.three_public_yuan) / nullif(before.three_public_yuan, 0), 1)
                as change_percent,
            years.department_year_id,
            before.department_year_id as before_id
        from years inner join years as before
            on before.department_id = years.department_id and before.stage = years.stage
            and before.fiscal_year = years.fiscal_year - 1
        where years.three_public_yuan > before.three_public_yuan
        order by change_yuan desc, department_name limit ?
        """,
        [MOST_ROWS],
    )
    largest = warehouse.ask(
        """
        select years.department_id, departments.department_name, departments.region_code, regions.region_name,
            years.fiscal_year, stage.name_zh as stage_zh, years.three_public_yuan, years.department_year_id
        from mart_department_year as years inner join dim_department as departments using (department_id)
        left join dim_region as regions on regions.region_code = departments.region_code
        left join dim_code as stage on stage.code_set = 'stage' and stage.code = years.stage
        where years.three_public_yuan is not null
        order by years.three_public_yuan desc limit ?
        """,
        [MOST_ROWS],
    )
    now = Column("three_public_yuan", "本年 This year", "money", link=_year("department_year_id"))
    before = Column("before_yuan", "上年 Year before", "money", link=_year("before_id"))
    change = Column("change_yuan", "增加 Rise", "money")
    percent = Column("change_percent", "% of the year before", "percent")
    note = "只比较同一部门、同一阶段、相邻两年都公布的数。Only where both years of one stage are published."
    return Page(
        "三公经费 Three public",
        tables=[
            Table("rise", "增加最多 Largest rise", [BODY, REGION, YEAR, STAGE, before, now, change, percent], rows,
                  note=note,
                  chart=Chart("lying", ("department_name", "fiscal_year", "stage_zh"), ("change_yuan",))),
            Table("largest", "数额最大 Largest", [BODY, REGION, YEAR, STAGE, now], largest, bars="three_public_yuan"),
        ],
    )  # fmt: skip


def _year(key: str) -> Callable[[Row], str]:
    return lambda row: f"/years/{row[key]}/three_public_yuan"
