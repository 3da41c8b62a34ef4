"""The documentation after the code changed and before a build: what to do stands before what dbt says."""

from pathlib import Path

import pytest

from pipeline.locations import Locations
from pipeline.reports import docs_site
from pipeline.transformation.dbt import DbtError


@pytest.mark.parametrize(("is_built", "reason"), [(True, "another state of the code"), (False, "is missing")])
def test_documentation_of_another_state_of_the_code_says_to_build_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_built: bool, reason: str
) -> None:
    locations = Locations(tmp_path / "raw", tmp_path / "warehouse")
    locations.workbench_database.parent.mkdir(parents=True)
    if is_built:
        locations.workbench_database.write_bytes(b"")

    def dbt_fails(*_: object) -> str:
        raise DbtError('Catalog Error: Table with name "new_seed" does not exist!')

    monkeypatch.setattr(docs_site, "run_dbt", dbt_fails)
    with pytest.raises(DbtError) as raised:
        docs_site.write_docs(locations)
    first, second, *rest = str(raised.value).splitlines()
    assert reason in first and str(locations.workbench_database) in first
    assert "make warehouse" in second and "make docs" in second
    assert "new_seed" in "\n".join(rest)
    assert not locations.next_build.exists()
