"""A mistyped word of a seed is named with its seed, line and column, before anything is built."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.transformation.seed_rules import SEEDS_DIR, SeedError, breaches_of, check_seeds

COLUMN_RULES = {
    *("not_null", "unique", "accepted_values", "relationships"),
    *("in_code_set", "words_in_code_set", "in_any_list"),
}


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A copy of the seeds that a test may spoil."""
    return Path(shutil.copytree(SEEDS_DIR, tmp_path / "seeds"))


def spoil(seeds: Path, name: str, old: str, new: str) -> None:
    path = next(seeds.rglob(f"{name}.csv"))
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_seeds_keep_their_rules() -> None:
    assert [str(breach) for breach in breaches_of()] == []


def test_every_rule_of_a_seed_is_one_that_is_checked_here() -> None:
    """A build leaves the tests of the seeds to this check: a rule that it passes over would be nobody's."""
    for path in SEEDS_DIR.rglob("*.yml"):
        seed: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["seeds"][0]
        of_columns: list[Any] = [rule for column in seed["columns"] for rule in column.get("data_tests", [])]
        of_rows: list[Any] = seed.get("data_tests", [])
        assert {name_of(rule) for rule in of_columns} <= COLUMN_RULES, path
        assert {name_of(rule) for rule in of_rows} <= {"unique_combination"}, path
        for options in (next(iter(rule.values())) for rule in [*of_columns, *of_rows] if not isinstance(rule, str)):
            config: dict[str, str] = options.get("config", {})
            assert set(config) <= {"where"}, path
            assert re.fullmatch(r"\w+ <> '\w+'|", config.get("where", "")), path
            target: str = options.get("arguments", {}).get("to", "")
            assert not target or list(SEEDS_DIR.rglob(f"{target[5:-2]}.csv")), path


def name_of(rule: Any) -> str:
    return rule if isinstance(rule, str) else next(iter(rule))


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("headings", "本年支出合计,,amount,total", "本年支出合计,,amonut,total", "amonut"),
        ("headings", "基本支出,,amount,basic", "基本支出,,amount,basik", "did you mean 'basic'"),
        ("statement_titles", "支出决算表,final_expenditure", "支出决算表,final_expenditures", "final_expenditures"),
        ("header_signatures", "remitted_to_superior", "remited_to_superior", "remited_to_superior"),
        ("statement_themes", "final_revenue,revenue", "final_revenues,revenue", "final_revenues"),
        ("metric_phrases", ",grand_total,", ",grand_totale,", "grand_totale"),
        ("code_words", "stage,budget,", "stage,final,", "is there already"),
        ("money_units", "万元,10000", "万元,", "is empty"),
    ],
)
def test_a_typing_error_is_named(seeds: Path, name: str, old: str, new: str, told: str) -> None:
    spoil(seeds, name, old, new)
    path = next(seeds.rglob(f"{name}.csv"))
    line = next(
        number
        for number, (before, after) in enumerate(
            zip(
                next(SEEDS_DIR.rglob(f"{name}.csv")).read_text(encoding="utf-8").splitlines(),
                path.read_text(encoding="utf-8").splitlines(),
                strict=True,
            ),
            start=1,
        )
        if before != after
    )
    with pytest.raises(SeedError) as caught:
        check_seeds(seeds)
    message = str(caught.value)
    assert f"{name}.csv, line {line}" in message or "is there already" in message
    assert told in message


def test_a_seed_without_description_is_told(seeds: Path) -> None:
    (seeds / "tables" / "money_units.yml").unlink()
    assert [str(breach) for breach in breaches_of(seeds)] == [
        "money_units.csv, line 1, : 'money_units.yml' is missing: describe the seed in a YAML file beside it"
    ]


def test_a_column_without_words_is_told(seeds: Path) -> None:
    spoil(seeds, "money_units", "unit,yuan", "unit,yuans")
    told = {(breach.column, breach.expected) for breach in breaches_of(seeds) if breach.line == 1}
    assert ("yuans", "is not described in money_units.yml") in told
    assert ("yuan", "is described in money_units.yml, but is no column") in told
