"""Pages about the warehouse itself: which release this is, what its tables and codes mean."""

from pipeline.web.page import Column, Page, Table
from pipeline.web.warehouse import Warehouse


def release(warehouse: Warehouse) -> Page:
    """Which build this is."""
    row = warehouse.ask("select * from release")[0]
    return Page("版本 Release", facts=[(name, "" if value is None else str(value)) for name, value in row.items()])


def dictionary(warehouse: Warehouse) -> Page:
    """Every table and column of the analysts' schema with its description, and every coded value."""
    columns = warehouse.ask(
        "select table_name, column_name, data_type, comment from duckdb_columns() where schema_name = 'main'"
        " and not internal order by table_name, column_index"
    )
    codes = warehouse.ask("select * from dim_code where code_set <> 'rule_id' order by code_set, code")
    return Page(
        "数据字典 Dictionary",
        tables=[
            Table("columns", "表和列 Tables and columns",
                  [Column("table_name", "表 Table"), Column("column_name", "列 Column"),
                   Column("data_type", "类型 Type"),
                   Column("comment", "说明 Description", "long")], columns),
            Table("codes", "代码 Codes",
                  [Column("code_set", "集 Set"), Column("code", "代码 Code"), Column("name_zh", "中文 Chinese"),
                   Column("name_en", "英文 English")], codes),
        ],
    )  # fmt: skip
