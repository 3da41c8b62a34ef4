"""dbt's tests that need no data of a build: the unit tests, which stand in the yml of their model, those of the seeds.

They need only its tables, staging and all, and run here, not at night.
"""

import json
import re
import shutil
from pathlib import Path

from pipeline.locations import Locations
from pipeline.publication.gate import is_test_of_seed
from pipeline.transformation.dbt import TESTS_OF_SEEDS, dbt_vars, ensure_manifest, run_dbt
from tests.conftest import RAW_DIR, Build


def test_tests_of_the_code_pass(built: Build, tmp_path: Path) -> None:
    locations = Locations(RAW_DIR, tmp_path / "warehouse")
    locations.next_build.mkdir(parents=True)
    shutil.copy(Locations(RAW_DIR, built.warehouse_dir).workbench_database, locations.next_database)
    locations.next_database.chmod(0o644)
    ensure_manifest(locations)
    nodes = json.loads(locations.dbt_manifest.read_text(encoding="utf-8"))
    due = len(nodes["unit_tests"]) + sum(map(is_test_of_seed, nodes["nodes"].values()))
    arguments = ["test", "--select", "test_type:unit", TESTS_OF_SEEDS, *dbt_vars()]
    said = run_dbt(locations, arguments, "run the tests of the code")
    passed = re.search(r"PASS=(\d+) WARN=0 ERROR=0 SKIP=0", said)
    # dbt counts the hook that sets the memory among what passed.
    assert passed and int(passed[1]) - 1 == due > 100, said
