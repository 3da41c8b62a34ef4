"""dbt's unit tests, which stand in the yml of their model.

They need no data of a build, only its tables, staging and all, and run here, not at night.
"""

import re
import shutil
from pathlib import Path

from pipeline.locations import Locations
from pipeline.transformation.dbt import dbt_vars, run_dbt
from tests.conftest import RAW_DIR, Build


def test_unit_tests_of_the_models_pass(built: Build, tmp_path: Path) -> None:
    locations = Locations(RAW_DIR, tmp_path / "warehouse")
    locations.next_build.mkdir(parents=True)
    shutil.copy(Locations(RAW_DIR, built.warehouse_dir).workbench_database, locations.next_database)
    locations.next_database.chmod(0o644)
    said = run_dbt(locations, ["test", "--select", "test_type:unit", *dbt_vars()], "run its unit tests")
    passed = re.search(r"PASS=(\d+) WARN=0 ERROR=0 SKIP=0", said)
    assert passed and int(passed[1]) > 0, said
