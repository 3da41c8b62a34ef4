"""The seeds that reading the notes is made of fit together, and give every metric of the contract."""

import csv
import re
from pathlib import Path

import pytest

from pipeline.extraction.wording.prose import as_regex, expansions, narrative_vocabulary

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"

CONTRACT_TEXT = """
grand_total revenue_total revenue_by_source revenue_share expenditure_total expenditure_by_nature expenditure_share
appropriation_grand_total appropriation_expenditure general_public_expenditure function_expenditure function_share
budget_initial budget_adjusted final completion_rate general_public_basic personnel public personnel_share public_share
economic_expenditure three_public_budget three_public_final three_public_prior_final three_public_completion
three_public_share abroad_groups abroad_persons reception_batches reception_persons vehicle_stock
government_fund_revenue government_fund_expenditure agency_operating_cost meetings training festivals procurement_total
procurement_goods procurement_works procurement_services procurement_sme procurement_micro vehicles equipment
office_area fixed_assets staff_authorised staff_actual internal_offices subordinate_units project_amount
performance_projects performance_amount performance_score
government_fund_opening_balance government_fund_closing_balance procurement_sme_share procurement_micro_share
vehicles_planned equipment_planned
"""
ADDED = ["performance_share", "closing_balance", "surplus_distribution"]
"""Beyond the contract: the share that a note on evaluation prints, so that it can be recomputed; what becomes of the
year's surplus, so that it can be held against the summary."""
CONTRACT = [*CONTRACT_TEXT.split(), *ADDED]


def seed(name: str) -> list[dict[str, str]]:
    with next(SEEDS.rglob(f"{name}.csv")).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


METRICS = {row["metric"]: row for row in seed("metrics")}
FAMILIES = {row["family"]: row for row in seed("narrative_families")}
PHRASES = seed("metric_phrases")


def given_metrics() -> set[str]:
    """Metrics that some phrase, official name, count or share can give."""
    columns = [column for column in FAMILIES["three_public"] if column.endswith("_metric")]
    families = {row["metric"] for row in PHRASES} | {
        "economic_expenditure",
        "function_class",
        "function_section",
        "function_item",
    }
    families |= {row["becomes"] for row in seed("narrative_scopes")}
    found = {row["metric"] for row in seed("narrative_counts")}
    for family in families - {""}:
        found |= {FAMILIES[family][column] for column in columns} if family in FAMILIES else {family}
    return found - {""}


def test_metrics_are_those_of_the_contract() -> None:
    assert {name for name, row in METRICS.items() if not row["comparison"]} == set(CONTRACT)


def test_every_metric_of_the_contract_can_be_named() -> None:
    assert given_metrics() == set(CONTRACT)


def test_every_amount_and_count_has_its_comparisons() -> None:
    compared = {"yoy_change", "yoy_pct", "vs_budget_change", "vs_budget_pct"}
    for name in CONTRACT:
        found = {row["comparison"] for row in METRICS.values() if row["base_metric"] == name} - {""}
        assert found == (compared if METRICS[name]["value_kind"] in ("money", "count") else set()), name


@pytest.mark.parametrize("column", ["kinds", "units"])
def test_conditions_name_what_exists(column: str) -> None:
    known = {
        "kinds": {row["kind"] for row in seed("narrative_sections")} | {row["topic"] for row in PHRASES},
        "units": {family for row in seed("narrative_units") for family in row["family"].split(";")},
    }[column]
    used = {value for row in PHRASES for value in row[column].split(";")} - {""}
    assert used <= known


def test_children_and_inherited_metrics_exist() -> None:
    used = {value for row in PHRASES for value in [row["children"], *row["inherits"].split(";")]} - {""}
    assert used <= set(CONTRACT) | set(FAMILIES)


def test_topics_of_counts_are_set_by_phrases() -> None:
    assert {row["topic"] for row in seed("narrative_counts")} <= {row["topic"] for row in PHRASES}


@pytest.mark.parametrize("name", ["narrative_words", "narrative_sections"])
def test_patterns_compile_and_match_something(name: str) -> None:
    for row in seed(name):
        pattern = re.compile(as_regex(row["pattern"]))
        assert pattern.match("") is None, f"matches nothing at all: {row['pattern']}"


def test_expansions_cover_every_choice() -> None:
    assert sorted(expansions("{本年|}收入{合计|}")) == ["收入", "收入合计", "本年收入", "本年收入合计"]


def test_longest_wording_wins() -> None:
    phrases = narrative_vocabulary().phrases
    for wording in narrative_vocabulary().readings:
        match = phrases.match(wording)
        assert match is not None and match[0] == wording


def test_scopes_name_sections_and_families_that_exist() -> None:
    rows = seed("narrative_scopes")
    kinds = {row["kind"] for row in seed("narrative_sections")} | {
        f"{place} {family}" for place in ("of", "among", "after", "beside") for family in FAMILIES
    }
    kinds |= {"coded", "around"}
    assert {row["kind"] for row in rows} <= kinds
    assert {row["family"] for row in rows} | {row["becomes"] for row in rows} <= {"", *FAMILIES, *CONTRACT}
