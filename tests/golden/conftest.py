"""The marts of the development documents, made once per session for the golden tests.

The documents are read where they lie beside the repository; without them the tests that ask for these marts are
skipped. The models are run as rendered, without a dbt process: the same SQL (tests/e2e/test_rendered_sql.py). The
warehouse of the seed documents, which dbt builds, does not belong here.
"""

from pathlib import Path

import duckdb
import pytest

from pipeline.extraction.folder import extract_folder
from pipeline.locations import DBT_PROJECT_DIR
from pipeline.transformation.rendered import render, run

DEVELOPMENT_DOCUMENTS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "development" / "text"
_MARTS = ("fct_figure", "fct_unplaced_cell", "dim_document")


@pytest.fixture(scope="session")
def development_documents() -> Path:
    """The folder of the development documents; skips where it is absent."""
    if not DEVELOPMENT_DOCUMENTS.is_dir():
        pytest.skip(f"the development documents are not here: {DEVELOPMENT_DOCUMENTS}")
    return DEVELOPMENT_DOCUMENTS


@pytest.fixture(scope="session")
def development_marts(development_documents: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DuckDB file with the marts that the golden files are compared with, of all development documents."""
    folder = tmp_path_factory.mktemp("development")
    extract_folder(development_documents, folder / "extracted", workers=0, progress=lambda _: None)
    with duckdb.connect(str(folder / "marts.duckdb")) as connection:
        run(connection, render(DBT_PROJECT_DIR, folder / "extracted", _MARTS), _MARTS)
    return folder / "marts.duckdb"
