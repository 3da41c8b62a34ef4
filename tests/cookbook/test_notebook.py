"""The notebook of the cookbook runs on the built warehouse, draws five charts, and asks what the cookbook asks."""

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.conftest import Build
from tests.cookbook.pages import PAGE, questions

NOTEBOOK = PAGE.parent / "charts.ipynb"
_SQL = re.compile(r'connection\.sql\("""\n(.*?)\n"""\)', re.DOTALL)


def notebook() -> Any:
    return nbformat.read(NOTEBOOK, as_version=4)


def test_every_query_is_one_of_the_cookbook() -> None:
    asked = [sql for cell in notebook().cells for sql in _SQL.findall(cell.source)]
    assert len(asked) == 5
    assert set(asked) <= {question.sql for question in questions()}


def test_nothing_of_an_earlier_run_is_kept_in_it() -> None:
    kept = [cell.id for cell in notebook().cells if cell.cell_type == "code" and (cell.outputs or cell.execution_count)]
    assert kept == []


def test_it_runs_and_draws_five_charts(built: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_DIR", str(built.warehouse_dir))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path))
    ran = notebook()
    NotebookClient(ran, timeout=120, resources={"metadata": {"path": str(NOTEBOOK.parent)}}).execute()

    outputs = [output for cell in ran.cells for output in cell.get("outputs", [])]
    charts = [output for output in outputs if "image/png" in output.get("data", {})]
    assert len(charts) == 5
    # A frame of Polars is shown for every query, with its amounts as they are printed: 石峰, line 194, 34.43 万元.
    tables = "".join(output["data"].get("text/html", "") for output in outputs if "data" in output)
    assert "302600.00" in tables and "2927400.00" in tables
    assert [output for output in outputs if output.output_type == "error"] == []
