"""Rows of known documents: the same whether they are looked up one by one or in one reading of the table."""

import pytest

from pipeline.locations import Locations
from pipeline.web import lookup
from pipeline.web.warehouse import Warehouse

from ..conftest import RAW_DIR, Build

# hetang, line 126: 59.59 万元 in the table; no such figure.
CELL = "97f8ac33118d7588-126-3"
MISSING = "97f8ac33118d7588-1-999"


@pytest.fixture(scope="module")
def warehouse(built: Build) -> Warehouse:
    return Warehouse(Locations(RAW_DIR, built.warehouse_dir))


@pytest.mark.parametrize("most_apart", [lookup.MOST_APART, 0])
def test_figures_are_found_as_printed(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, most_apart: int) -> None:
    monkeypatch.setattr(lookup, "MOST_APART", most_apart)
    prose = warehouse.ask(
        "select narrative_figure_id, value_text, unit_text from fct_narrative_figure order by document_id, figure_no"
    )
    asked = [CELL, MISSING, None, *(row["narrative_figure_id"] for row in prose)]
    found = lookup.printed_texts(warehouse, asked)
    assert found[CELL] == ("59.59", "万元")
    assert MISSING not in found and None not in found
    assert {row["narrative_figure_id"]: (row["value_text"], row["unit_text"]) for row in prose}.items() <= found.items()


@pytest.mark.parametrize("most_apart", [lookup.MOST_APART, 0])
def test_two_lookups_of_one_query_keep_their_documents_apart(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, most_apart: int
) -> None:
    monkeypatch.setattr(lookup, "MOST_APART", most_apart)
    documents = [row["document_id"] for row in warehouse.ask("select document_id from dim_document order by 1")]
    values: dict[str, object] = {}
    one = lookup.of_documents("fct_figure", "document_id", documents[:2], values)
    other = lookup.of_documents("fct_figure", "document_id", documents[2:], values)
    none = lookup.of_documents("fct_figure", "document_id", [], values)
    found = warehouse.ask(f"select * from ({one}) intersect all select * from ({other})", values)
    assert found == []
    rows = warehouse.ask(f"select * from ({one}) union all select * from ({other}) union all {none}", values)
    assert len(rows) == warehouse.ask("select count(*) as n from fct_figure")[0]["n"]


def test_one_document_is_read_and_not_all(warehouse: Warehouse) -> None:
    """What keeps a page as fast with many documents as with few: the id stands in the scan of the table."""
    values: dict[str, object] = {}
    sql = lookup.of_documents("fct_figure", "figure_id", ["97f8ac33118d7588"], values)
    plan = str(warehouse.ask(f"explain {sql}", values)[0]["explain_value"])
    assert "Filters" in plan and "JOIN" not in plan
