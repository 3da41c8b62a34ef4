"""The warehouse of the development documents, built once per session for the golden tests.

The documents are read where they lie beside the repository and are never copied into it; without them the tests that
ask for this warehouse are skipped. The warehouse of the seed documents does not belong here.
"""

from pathlib import Path

import pytest

from tests.conftest import built_once

DEVELOPMENT_DOCUMENTS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "development" / "text"


@pytest.fixture(scope="session")
def development_documents() -> Path:
    """The folder of the development documents; skips where it is absent."""
    if not DEVELOPMENT_DOCUMENTS.is_dir():
        pytest.skip(f"the development documents are not here: {DEVELOPMENT_DOCUMENTS}")
    return DEVELOPMENT_DOCUMENTS


@pytest.fixture(scope="session")
def built_development_warehouse(development_documents: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published DuckDB file of all development documents, built by the command that a person would type."""
    return built_once(tmp_path_factory, "development", development_documents).database
