"""The seeds are well-formed before anyone reads them: a comma without quotes would shift a whole row unnoticed."""

import csv
from pathlib import Path

import pytest

SEEDS = sorted((Path(__file__).parents[2] / "dbt_project" / "seeds").rglob("*.csv"))


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.stem)
def test_every_row_has_a_cell_per_column(seed: Path) -> None:
    with seed.open(encoding="utf-8", newline="") as handle:
        header, *rows = csv.reader(handle, strict=True)
    uneven = {number: row for number, row in enumerate(rows, start=2) if len(row) != len(header)}
    assert uneven == {}
    assert len(set(header)) == len(header)
    assert rows
