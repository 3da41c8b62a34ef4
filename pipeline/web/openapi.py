"""The description of the interface: every page's address, what can be asked of it, what it answers.

What an address answers with belongs to its page. A parameter that a page reads is named here too, or no one can know
of it.
"""

from collections.abc import Sequence
from typing import Any

from starlette.routing import Route

_ROWS = ("from",)
ASKED: dict[str, tuple[str, ...]] = {
    "home": ("q",),
    "region": _ROWS,
    "region_sum": ("column", "fiscal_year", "stage", *_ROWS),
    "amounts": ("fiscal_year", "stage", "department_id", "region", "document_id", "function_code", "function", "cofog",
                "economic_code", "economic", "nature", "fund", "item", "project_name", "cost_group", "revenue_source",
                *_ROWS),
    "function": ("region", *_ROWS),
    "economic": ("region", *_ROWS),
    "cofog": ("region", *_ROWS),
    "three_public": ("year", "stage", "region", *_ROWS),
    "document": ("page", "line", "field", "from"),
    "findings": ("severity", "family", "year", "body", "region", *_ROWS),
    "compare": ("body", "q"),
    "coverage": ("q", *_ROWS),
}  # fmt: skip
"""What the pages can be asked, by the name of their route."""
_ABOUT = {
    "q": "words, all of which must be there",
    "region": "code of a region (GB/T 2260) for all within it; of findings also a part of its name",
    "year": "fiscal year",
    "stage": "code of code_set stage: budget, final …",
    "severity": "code of code_set severity: material, minor, rounding, info",
    "family": "code of code_set family",
    "body": "of findings a part of the name; of a comparison the id of a body, several times",
    "from": "first row or line shown in a browser, counted from 0; JSON, CSV and XLSX have all rows",
    "page": "page of the original",
    "line": "line of the original that is marked",
    "field": "field of that line, where one alone is marked",
    "column": "amount of mart_department_year: expenditure_yuan …",
    "fiscal_year": "fiscal year of the rows that are summed",
    "department_id": "id of a body; empty for documents that do not say whose they are",
    "document_id": "id of a document",
    "function_code": "functional code of the rows; empty for those without one",
    "function": "beginning of functional codes",
    "cofog": "beginning of COFOG codes",
    "economic_code": "economic code of the rows; empty for those without one",
    "economic": "beginning of economic codes",
    "nature": "code of code_set nature",
    "fund": "code of code_set fund",
    "item": "code of code_set item",
    "project_name": "name of a project as printed",
    "cost_group": "code of code_set cost_group",
    "revenue_source": "code of code_set revenue_source",
    "format": "HTML for people, or every table as JSON, one as CSV or XLSX",
    "table": "which table of the page as CSV or XLSX; the first where it is left out",
}
_TYPES = ("text/html", "application/json", "text/csv",
          "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")  # fmt: skip

_RECORD = {
    "type": "object",
    "description": "a row: its columns by name (amounts as decimal text), and under `…_address` where a value leads",
    "additionalProperties": {"type": ["string", "number", "boolean", "array", "null"]},
}
_SCHEMAS: dict[str, dict[str, Any]] = {
    "application/json": {
        "type": "object",
        "required": ["build", "title", "facts", "tables"],
        "properties": {
            "build": {"type": "string", "description": "id of the release"},
            "title": {"type": "string"},
            "facts": {"type": "object", "additionalProperties": {"type": "string"}},
            "tables": {"type": "object", "additionalProperties": {"type": "array", "items": _RECORD}},
        },
    }
}


def openapi_of(pages: Sequence[Route], formats: Sequence[str]) -> dict[str, Any]:
    """Describe the pages as OpenAPI 3.1.

    Args:
        pages: Their routes.
        formats: Forms of an answer.

    Returns:
        The document.
    """
    info = {
        "title": "Yujuesuan",
        "version": "1",
        "description": "Every page's tables as JSON, CSV and XLSX; amounts in yuan, in JSON as decimal text.",
    }
    paths = {route.path.replace(":int", ""): {"get": _operation(route, formats)} for route in pages}
    return {"openapi": "3.1.0", "info": info, "paths": paths}


def _operation(route: Route, formats: Sequence[str]) -> dict[str, Any]:
    names = [part[1:-1].split(":")[0] for part in route.path.split("/") if part.startswith("{")]
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names
    ]
    parameters += [_query(name, {"type": "string"}) for name in ASKED.get(route.name, ())]
    parameters += [_query("format", {"type": "string", "enum": list(formats)}), _query("table", {"type": "string"})]
    content: dict[str, dict[str, Any]] = {kind: {"schema": _SCHEMAS.get(kind, {"type": "string"})} for kind in _TYPES}
    responses: dict[str, dict[str, Any]] = {
        "200": {"description": f"the page {route.name}, or its tables", "content": content},
        "304": {"description": "the release has not changed since the ETag that was sent"},
        "400": {"description": "there is no such format"},
        "404": {"description": "there is no such body, document, finding or code, or no such table on the page"},
        "503": {"description": "nothing has been published yet"},
    }
    return {"operationId": route.name, "parameters": parameters, "responses": responses}


def _query(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": _ABOUT[name], "schema": schema}
