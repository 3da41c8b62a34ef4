"""Pages about the warehouse itself: which release this is, what its tables and codes mean."""

import json

from pipeline.locations import Locations
from pipeline.web.page import Column, Page, Row, Table
from pipeline.web.warehouse import Warehouse

_RELEASE = {
    "build_id": "版本",
    "built_at": "构建时间",
    "git_revision": "程序版本",
    "parser_version": "解析版本",
    "content_hash": "内容校验",
    "document_count": "文件数",
    "figure_count": "表内数字",
    "narrative_figure_count": "文字中的数字",
    "unplaced_count": "未读数字",
    "broken_count": "不符之处",
}
"""What the columns of ``release`` are called; the column itself stands beside."""


def _said(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else str(value)


def release(warehouse: Warehouse, locations: Locations) -> Page:
    """Which build this is, and what changed in it and in the ones kept before it."""
    row = warehouse.ask("select * from release")[0]
    facts = [(f"{_RELEASE.get(name, '')} {name}".strip(), _said(value)) for name, value in row.items()]
    changes: list[Row] = []
    for build in sorted(locations.published_database.resolve().parent.parent.iterdir(), reverse=True):
        manifest = build / "release.json"
        if manifest.is_file():
            content = json.loads(manifest.read_text(encoding="utf-8"))
            changes += [{"build_id": content["build_id"], "built_at": content["built_at"], "change": sentence}
                        for sentence in content["changes"]]  # fmt: skip
    columns = [Column("build_id", "版本 Release", "short"), Column("built_at", "时间 Built", "short"),
               Column("change", "变化 Change", "long")]  # fmt: skip
    return Page("版本 Release", facts, [Table("changes", "与上一版本相比 Since the release before", columns, changes)])


def dictionary(warehouse: Warehouse) -> Page:
    """Every table and column of the analysts' schema with its description, and every coded value."""
    columns = warehouse.ask(
        "select table_name, column_name, data_type, comment from duckdb_columns() where schema_name = 'main'"
        " and not internal order by table_name, column_index"
    )
    codes = warehouse.ask("select * from dim_code where code_set <> 'rule_id' order by code_set, code")
    return Page(
        "数据字典 Dictionary",
        links=[("/openapi.json", "接口 API (OpenAPI)")],
        tables=[
            Table("columns", "表和列 Tables and columns",
                  [Column("table_name", "表 Table", "short"), Column("column_name", "列 Column", "short"),
                   Column("data_type", "类型 Type"),
                   Column("comment", "说明 Description", "long")], columns),
            Table("codes", "代码 Codes",
                  [Column("code_set", "集 Set"), Column("code", "代码 Code"), Column("name_zh", "中文 Chinese"),
                   Column("name_en", "英文 English")], codes),
        ],
    )  # fmt: skip
