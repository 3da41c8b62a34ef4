"""The page of 三公: whose rose most from one year to the next, and whose is largest."""

from collections.abc import Callable, Mapping
from urllib.parse import quote

from pipeline.web.page import Chart, Column, Page, Row, Table
from pipeline.web.regions import prefix_of
from pipeline.web.shared import BODY, REGION, STAGE, YEAR, Part, missing
from pipeline.web.warehouse import Warehouse

_YEARS_SQL = """
with shown as (
    select department_id, department_year_id, fiscal_year, stage, three_public_yuan
    from mart_department_year where three_public_yuan is not null and {condition}
)
"""
_RISE_SQL = """
select years.*, before.three_public_yuan as before_yuan, before.department_year_id as before_id,
    years.three_public_yuan - before.three_public_yuan as change_yuan,
    round(100 * (years.three_public_yuan - before.three_public_yuan) / nullif(before.three_public_yuan, 0), 1)
        as change_percent
from shown as years inner join mart_department_year as before
    on before.department_id = years.department_id and before.stage = years.stage
    and before.fiscal_year = years.fiscal_year - 1
where years.three_public_yuan > before.three_public_yuan
"""
_NAMED_SQL = """
select most.*, departments.department_name, departments.region_code, regions.region_name
from most inner join dim_department as departments using (department_id)
left join dim_region as regions on regions.region_code = departments.region_code
order by {order}
"""
_MOST_RISEN = "change_yuan desc, fiscal_year desc, department_year_id"
_LARGEST = "three_public_yuan desc, fiscal_year desc, department_year_id"


def three_public(warehouse: Warehouse, asked: Mapping[str, str]) -> Page:
    """Where 三公 rose most: the same stage of two years that follow each other; and where it is largest.

    Args:
        warehouse: Answers.
        asked: ``year``, ``stage`` and ``region`` choose; ``from`` is the first row shown of the rises.
    """
    region, stage, year = (asked.get(key, "").strip() for key in ("region", "stage", "year"))
    if region and not warehouse.ask("select 1 as n from dim_region where region_code = ?", [region]):
        return missing(region)
    conditions, values = ["true"], list[object]()
    for wanted, condition, value in (
        (year, "fiscal_year = try_cast(? as integer)", year),
        (stage, "stage = ?", stage),
        (region, "department_id in (select department_id from dim_department where starts_with(region_code, ?))",
         prefix_of(region)),
    ):  # fmt: skip
        if wanted:
            conditions.append(condition)
            values.append(value)
    shown = _YEARS_SQL.format(condition=" and ".join(conditions))
    part = Part(asked)
    rising = f"{shown}, rising as ({_RISE_SQL})"
    count = warehouse.ask(f"{rising} select count(*) as n from rising", values)[0]["n"]
    risen = warehouse.ask(
        f"{rising}, most as (select * from rising order by {_MOST_RISEN} limit ? offset ?)"
        f" {_NAMED_SQL.format(order=_MOST_RISEN)}",
        [*values, part.size, part.start],
    )
    largest = warehouse.ask(
        f"{shown}, most as (select * from shown order by {_LARGEST} limit ?) {_NAMED_SQL.format(order=_LARGEST)}",
        [*values, part.size],
    )
    for rows in (risen, largest):
        warehouse.worded(rows, stage="stage")
    now = Column("three_public_yuan", "本年 This year", "money", link=_year("department_year_id"))
    before = Column("before_yuan", "上年 Year before", "money", link=_year("before_id"))
    note = "只比较同一部门、同一阶段、相邻两年都公布的数。Only where both years of one stage are published."
    chart = Chart("lying", ("department_name", "fiscal_year", "stage_zh"), ("change_yuan",))
    return Page(
        "三公经费 Three public",
        tables=[
            Table("rise", "增加最多 Largest rise",
                  [BODY, REGION, YEAR, STAGE, before, now, Column("change_yuan", "增加 Rise", "money"),
                   Column("change_percent", "增长 Growth", "percent")],
                  risen, note=f"{note} {part.note(count)}".strip(), more=part.more(count), chart=chart),
            Table("largest", "数额最大 Largest", [BODY, REGION, YEAR, STAGE, now], largest, bars="three_public_yuan"),
        ],
        template="three_public.html",
        extra={"year": year, "stage": stage, "region": region, **_choices(warehouse)},
    )  # fmt: skip


def _choices(warehouse: Warehouse) -> dict[str, object]:
    years = warehouse.ask("select distinct fiscal_year from mart_department_year order by fiscal_year desc")
    stages = warehouse.worded(
        warehouse.ask("select distinct stage from mart_department_year order by 1"), stage="stage"
    )
    return {
        "years": [row["fiscal_year"] for row in years],
        "stages": [(row["stage"], f"{row['stage_zh']} {row['stage_en'] or ''}".strip()) for row in stages],
    }


def _year(key: str) -> Callable[[Row], str]:
    return lambda row: f"/years/{quote(row[key], safe='')}/three_public_yuan"
