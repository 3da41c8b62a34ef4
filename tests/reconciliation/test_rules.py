"""Every rule of sums: it holds, breaks, is at the edge of its tolerance, takes a blank for nothing, does not apply."""

import cases
import harness
import pytest

TERMS: dict[str, list[dict[str, str]]] = {}
for term in cases.seed("rule_terms"):
    TERMS.setdefault(term["rule_id"], []).append(term)
RULES = {rule["rule_id"]: rule for rule in cases.rules_of_sums()}


@pytest.fixture(scope="module")
def statuses() -> dict[str, dict[str, list[str]]]:
    """Case identifier → rule → the statuses the engine gives."""
    connection = harness.connect()
    everything = [case for name, rule in RULES.items() for case in cases.documents(rule, TERMS[name])]
    cases.load(connection, everything)
    harness.run(connection)
    found: dict[str, dict[str, list[str]]] = {}
    for document_id, rule_id, status in connection.execute(
        "select document_id, rule_id, status from fct_reconciliation where source_lines <> [] order by all"
    ).fetchall():
        found.setdefault(document_id, {}).setdefault(rule_id, []).append(status)
    return found


def _evaluated(statuses: dict[str, dict[str, list[str]]], name: str, case: str) -> set[str]:
    return set(statuses.get(f"{name}:{case}", {}).get(name, [])) - {"not_applicable"}


@pytest.mark.parametrize("name", RULES)
def test_holds(statuses: dict[str, dict[str, list[str]]], name: str) -> None:
    assert _evaluated(statuses, name, "holds") == {"exact"}


@pytest.mark.parametrize("name", RULES)
def test_breaks(statuses: dict[str, dict[str, list[str]]], name: str) -> None:
    assert "broken" in _evaluated(statuses, name, "breaks")


@pytest.mark.parametrize("name", RULES)
def test_at_the_edge_of_the_tolerance(statuses: dict[str, dict[str, list[str]]], name: str) -> None:
    assert "broken" not in _evaluated(statuses, name, "edge")
    assert "rounding" in _evaluated(statuses, name, "edge")


@pytest.mark.parametrize("name", RULES)
def test_beyond_the_edge(statuses: dict[str, dict[str, list[str]]], name: str) -> None:
    assert "broken" in _evaluated(statuses, name, "beyond_edge")


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, rule in RULES.items()
        if f"{name}:blank" in {c.document_id for c in cases.documents(rule, TERMS[name])}
    ],
)
def test_a_blank_part_counts_as_nothing(statuses: dict[str, dict[str, list[str]]], name: str) -> None:
    assert _evaluated(statuses, name, "blank") == {"exact"}


@pytest.mark.parametrize("name", [name for name in RULES if not cases.takes_one_cell_on_both_sides(TERMS[name])])
def test_does_not_apply_without_its_left_side(statuses: dict[str, dict[str, list[str]]], name: str) -> None:
    assert _evaluated(statuses, name, "absent") == set()
