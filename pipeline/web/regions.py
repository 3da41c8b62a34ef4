"""The page of a region: what its bodies get and spend together, and which they are.

Sums are of what was read: bodies differ in what they publish, and central bodies belong to no region's budget. Growth
is therefore of the bodies alone of which both years are there.
"""

from dataclasses import replace
from urllib.parse import urlencode

from pipeline.web import money
from pipeline.web.page import Column, Page, Row, Table
from pipeline.web.shared import BODY, STAGE, YEAR, YEAR_COLUMNS, YEARS_SQL, Part, link_to, missing, spent_chart
from pipeline.web.warehouse import Warehouse

_AMOUNTS = ("revenue", "expenditure", "basic", "project", "other", "personnel", "public", "three_public", "procurement")
_COLUMNS = {column.name: column for column in YEAR_COLUMNS}
ITS_BODIES = (
    "department_id in (select department_id from dim_department"
    " where starts_with(region_code, ?) and government_level is distinct from 'central')"
)
"""The bodies of a region and of all within it, as a condition; its ``?`` is :func:`prefix_of` the region."""
_TREND_SQL = f"""
with years as (select * from mart_department_year where {{condition}}),
pairs as (
    select years.fiscal_year, years.stage,
        round(100 * (sum(years.expenditure_yuan) / nullif(sum(before.expenditure_yuan), 0) - 1), 1) as growth,
        count(*) as same_count
    from years inner join years as before
        on before.department_id = years.department_id and before.stage = years.stage
        and before.fiscal_year = years.fiscal_year - 1
    where years.expenditure_yuan is not null and before.expenditure_yuan is not null
    group by all
),
sums as (
    select fiscal_year, stage, count(*) as body_count, sum(staff_count) as staff_count,
        sum(contradictions_material) as contradictions_material,
        {", ".join(f"sum({name}_yuan) as {name}_yuan" for name in _AMOUNTS)}
    from years group by all
)
select sums.*, pairs.growth, pairs.same_count from sums left join pairs using (fiscal_year, stage)
order by fiscal_year, stage
"""


def prefix_of(region_code: str) -> str:
    """The digits that codes of a region and of all within it begin with."""
    prefix = region_code.rstrip("0") or region_code
    return prefix + "0" * (len(prefix) % 2)


def bodies_of(warehouse: Warehouse, prefix: str) -> str:
    """The condition :data:`ITS_BODIES`, or one that says the same of this region and costs half.

    Keys of bodies begin with the code of their region, as long as the region of none is known only later, and none is
    of the centre.
    """
    others = warehouse.ask(
        "select count(*) as n from dim_department where starts_with(department_id, $prefix)"
        " <> (starts_with(coalesce(region_code, ''), $prefix) and government_level is distinct from 'central')",
        {"prefix": prefix},
    )[0]["n"]
    return ITS_BODIES if others else "starts_with(department_id, ?)"


def region(warehouse: Warehouse, region_code: str, part: Part) -> Page:
    """One region: sums by year, where the money goes, its regions and bodies, findings."""
    known = warehouse.ask("select * from dim_region where region_code = ?", [region_code])
    if not known:
        return missing(region_code)
    prefix = prefix_of(region_code)
    condition = bodies_of(warehouse, prefix)
    trend = warehouse.worded(warehouse.ask(_TREND_SQL.format(condition=condition), [prefix]), stage="stage")
    below = warehouse.ask(
        "select region_code, region_name, count(*) as body_count from dim_region"
        " inner join dim_department using (region_code)"
        " where starts_with(region_code, ?) and region_code <> ? and document_count > 0"
        " group by all order by region_code",
        [prefix, region_code],
    )
    bodies = warehouse.ask(
        f"{YEARS_SQL} where starts_with(departments.region_code, ?)"
        " order by fiscal_year desc, expenditure_yuan desc nulls last, department_year_id limit ? offset ?",
        [prefix, part.size, part.start],
    )
    count = warehouse.ask(
        "select count(*) as n from mart_department_year inner join dim_department as departments using (department_id)"
        " where starts_with(departments.region_code, ?)",
        [prefix],
    )[0]["n"]
    whose = money.Whose(condition, prefix, region_code, part.size // 2)
    note = (
        "所读部门之和；各年部门不同，不能直接相比，可比增长只算两年都有的部门。中央部门不计。"
        "Sums of the bodies read; growth is of those with both years. Central bodies apart."
    )
    return Page(
        known[0]["region_name"],
        facts=[("编码 Code", region_code), ("省 Province", known[0]["province_name"] or "")],
        links=[(f"/findings?region={region_code}", "全部不符 All findings"),
               (f"/three-public?region={region_code}", "三公增减 Rises of three public")],
        tables=[
            Table("trend", "历年合计 Sums by year", _trend_columns(region_code), trend, note=note,
                  chart=spent_chart(warehouse, "upright", ("fiscal_year", "stage_zh"))),
            *money.by_function(warehouse, whose), money.by_economic(warehouse, whose),
            money.three_public(warehouse, whose), money.projects(warehouse, whose),
            money.execution(warehouse, whose), money.finding_counts(warehouse, whose),
            Table("years", "部门 Bodies", [BODY, *YEAR_COLUMNS], warehouse.worded(bodies, stage="stage"),
                  note=part.note(count), more=part.more(count)),
            Table("regions", "所辖地区 Regions within",
                  [Column("region_code", "编码 Code", "short"),
                   Column("region_name", "地区 Region", link=link_to("/regions/", "region_code")),
                   Column("body_count", "部门 Bodies", "count")], below),
        ],
    )  # fmt: skip


def _trend_columns(region_code: str) -> list[Column]:
    def amount(name: str) -> Column:
        """A sum, leading to the bodies whose amounts it adds up."""

        def address(row: Row) -> str:
            asked = {"column": name, "fiscal_year": row["fiscal_year"], "stage": row["stage"]}
            return f"/regions/{region_code}/sum?{urlencode(asked)}"

        return replace(_COLUMNS[name], link=address)

    return [
        YEAR, STAGE, Column("body_count", "部门 Bodies", "count"),
        *(amount(f"{name}_yuan") for name in _AMOUNTS), amount("staff_count"),
        Column("contradictions_material", "重要不符 Material", "count"),
        Column("growth", "可比增长 Growth", "percent"), Column("same_count", "可比部门 Same bodies", "count"),
    ]  # fmt: skip
