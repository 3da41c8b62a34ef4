"""Staging passes on every column that extraction writes: the record types are the only list of columns."""

import re
from pathlib import Path

import pytest

from pipeline.extraction.dataset.schemas import DATASETS

STAGING = Path(__file__).parents[2] / "dbt_project" / "models" / "staging"
MACRO = STAGING.parents[1] / "macros" / "address.sql"


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_extracted_column_is_cast_in_staging(dataset: str) -> None:
    sql = (STAGING / f"stg_{dataset}.sql").read_text(encoding="utf-8")
    sql = sql.replace("{{- address_columns() }}", MACRO.read_text(encoding="utf-8"))
    read = set(re.findall(r"(?:cast|coalesce|nullif)\((?:coalesce\(|nullif\()?(\w+)", sql))
    assert set(DATASETS[dataset].names) - read == set()
