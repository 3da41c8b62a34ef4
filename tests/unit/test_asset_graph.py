"""A changed asset graph shows in review: every asset with its group, what it stands on, and its checks.

After an intended change: ``make snapshot``.
"""

import difflib
import os
from collections import defaultdict
from pathlib import Path

import pytest
from dagster import AssetKey, Definitions

from pipeline.locations import PROJECT_ROOT, Locations
from pipeline.orchestration.graph import build_definitions

pytestmark = pytest.mark.slow

SNAPSHOT = Path(__file__).with_name("asset_graph.txt")


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> Definitions:
    return build_definitions(Locations(PROJECT_ROOT / "raw", tmp_path_factory.mktemp("graph")))


def name_of(key: AssetKey) -> str:
    return "/".join(key.path)


def drawn(definitions: Definitions) -> list[str]:
    graph = definitions.resolve_asset_graph()
    checks: dict[AssetKey, list[str]] = defaultdict(list)
    for check in graph.asset_check_keys:
        checks[check.asset_key].append(check.name)
    lines: list[str] = []
    for key in sorted(graph.get_all_asset_keys()):
        node = graph.get(key)
        lines.append(f"{name_of(key)} ({node.group_name})")
        lines += [f"    on {name_of(parent)}" for parent in sorted(node.parent_keys)]
        lines += [f"    check {name}" for name in sorted(checks[key])]
    return lines


def test_the_asset_graph_is_the_reviewed_one(definitions: Definitions) -> None:
    lines = drawn(definitions)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        SNAPSHOT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    reviewed = SNAPSHOT.read_text(encoding="utf-8").splitlines()
    changes = list(difflib.unified_diff(reviewed, lines, "reviewed", "now", lineterm="", n=1))
    assert not changes, "The asset graph changed. If so intended: make snapshot\n" + "\n".join(changes)


def test_the_way_leads_from_raw_documents_to_the_release(definitions: Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    release = AssetKey("release")
    on_the_way, waiting = set[AssetKey](), {release}
    while waiting:
        key = waiting.pop()
        on_the_way.add(key)
        waiting |= set(graph.get(key).parent_keys) - on_the_way
    assert {AssetKey("raw_documents"), AssetKey(["extracted", "figures"])} <= on_the_way
    assert AssetKey(["main", "fct_figure"]) in on_the_way
    # Whatever stands on nothing is either the raw folder or reference data.
    assert {key.path[0] for key in graph.root_materializable_asset_keys} == {"raw_documents", "reference"}


def test_the_job_runs_at_two_in_the_morning_in_shanghai(definitions: Definitions) -> None:
    schedule = definitions.resolve_schedule_def("nightly_schedule")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 2 * * *", "Asia/Shanghai")
    assert schedule.job_name == "nightly"
    assert definitions.resolve_asset_graph().get(AssetKey("release")).freshness_policy is not None
