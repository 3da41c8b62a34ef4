"""Small damage to a real disclosure is caught by a rule, refused by the reader, or cannot be seen by any identity.

The share that is caught is the mutation score; it is printed with every mutant that survives. ``make test`` takes a
fixed sample of each kind, ``make mutation`` more.
"""

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from mutants import Mutant, mutants

from pipeline.extraction.folder import extract_folder
from pipeline.locations import DBT_PROJECT_DIR, PROJECT_ROOT, Locations
from pipeline.transformation.rendered import render, run

SEEDS = ("shifeng_final_2020", "hetang_final_2020", "zhuzhou_budget_2020")
IS_FULL = os.environ.get("YUJUESUAN_MUTATION") == "full"
EACH = 15 if IS_FULL else 6
LEAST_SCORE = 95

# What a figure says, without the field it stands in: who finds the right column of a shifted row has mended it.
_FIGURES = """
select statement_id, coalesce(row_label, ''), coalesce(function_code, ''), coalesce(economic_code, ''),
    coalesce(line_id, ''), measure, coalesce(stage, ''), amount_yuan
from fct_figure join dim_document using (document_id)
where file_name = ?
"""
_BROKEN = """
select rule_id, subject from fct_reconciliation join dim_document using (document_id)
where file_name = ? and status = 'broken'
"""
_UNPLACED = "select count(*) from fct_unplaced_cell join dim_document using (document_id) where file_name = ?"


@dataclass(frozen=True)
class Trial:
    """One mutant and what became of it: caught, mended, unseen (by any identity) or survived."""

    document: str
    mutant: Mutant
    outcome: str
    rules: frozenset[str]


@pytest.fixture(scope="module")
def trials(tmp_path_factory: pytest.TempPathFactory) -> list[Trial]:
    folder = tmp_path_factory.mktemp("mutation")
    locations = Locations(raw_dir=folder / "raw", warehouse_dir=folder / "warehouse")
    made = _write(locations)
    _build(locations)
    with duckdb.connect(str(locations.next_database), read_only=True) as connection:
        return [_judge(connection, stem, name, mutant) for stem, name, mutant in made]


def _write(locations: Locations) -> list[tuple[str, str, Mutant]]:
    """The originals and their mutants, as files; which cells are amounts the reader says."""
    locations.raw_dir.mkdir(parents=True)
    for stem in SEEDS:
        text = (PROJECT_ROOT / "raw" / f"{stem}.txt").read_text(encoding="utf-8")
        (locations.raw_dir / f"{stem}.txt").write_text(text, encoding="utf-8")
    extract_folder(locations.raw_dir, locations.extracted_dir, workers=0, progress=lambda _: None)
    made: list[tuple[str, str, Mutant]] = []
    for stem in SEEDS:
        text = (locations.raw_dir / f"{stem}.txt").read_text(encoding="utf-8")
        for number, mutant in enumerate(mutants(text, _placed(locations.extracted_dir, f"{stem}.txt"), EACH)):
            name = f"{stem}-{number:03d}.txt"
            (locations.raw_dir / name).write_text(mutant.text, encoding="utf-8")
            made.append((stem, name, mutant))
    return made


def _placed(extracted: Path, file_name: str) -> set[tuple[int, int]]:
    query = (
        f"select source_line, source_field from '{extracted}/figures/*.parquet' join '{extracted}/documents/*.parquet'"
        " using (document_id) where file_name = ? and is_money"
    )
    return {(line, field) for line, field in duckdb.execute(query, [file_name]).fetchall()}


def _build(locations: Locations) -> None:
    extract_folder(locations.raw_dir, locations.extracted_dir, workers=0, progress=lambda _: None)
    locations.next_build.mkdir(parents=True)
    with duckdb.connect(str(locations.next_database)) as connection:
        models = render(DBT_PROJECT_DIR, locations.extracted_dir)
        run(connection, models, ["fct_reconciliation", "fct_unplaced_cell", "fct_figure", "dim_document"])


def _judge(connection: duckdb.DuckDBPyConnection, stem: str, name: str, mutant: Mutant) -> Trial:
    broken = [set(connection.execute(_BROKEN, [file]).fetchall()) for file in (name, f"{stem}.txt")]
    unplaced = connection.execute(_UNPLACED, [name]).fetchone() != (0,)
    rules = frozenset(rule for rule, _ in broken[0] - broken[1])
    figures = [Counter(connection.execute(_FIGURES, [file]).fetchall()) for file in (name, f"{stem}.txt")]
    if rules or unplaced:
        outcome = "caught"
    elif figures[0] == figures[1]:
        outcome = "mended" if mutant.kind != "unit" else "unseen"
    elif mutant.kind == "swap" and _same_family(figures):
        outcome = "unseen"
    else:
        outcome = "survived"
    return Trial(stem, mutant, outcome, rules)


def _same_family(figures: list[Counter[tuple[object, ...]]]) -> bool:
    """Whether two economic items of one class and column changed places: nothing but their sum is printed again."""
    changed = list((figures[0] - figures[1]).elements())
    places = {(row[0], str(row[3])[:3], row[5]) for row in changed}
    return len(places) == 1 and all(len(str(row[3])) >= 5 for row in changed)


def test_the_originals_are_told_apart_from_their_mutants(trials: list[Trial]) -> None:
    assert len(trials) >= 3 * 5 * EACH * 2 // 3
    assert {trial.mutant.kind for trial in trials} == {"digit", "row", "swap", "unit", "shift"}


def test_mutation_score(trials: list[Trial], capsys: pytest.CaptureFixture[str]) -> None:
    detectable = [trial for trial in trials if trial.outcome in ("caught", "survived")]
    caught = sum(trial.outcome == "caught" for trial in detectable)
    score = 100 * caught // len(detectable)
    with capsys.disabled():
        print(f"\nmutation score: {caught} of {len(detectable)} detectable mutants caught ({score} %);", end=" ")
        print(dict(Counter(trial.outcome for trial in trials)))
        for kind in ("digit", "row", "swap", "unit", "shift"):
            print(f"  {kind}: {dict(Counter(t.outcome for t in trials if t.mutant.kind == kind))}")
        for trial in trials:
            if trial.outcome == "survived":
                print(f"  survived: {trial.document}: {trial.mutant.description}")
    assert score >= LEAST_SCORE


def test_a_changed_digit_of_a_table_is_always_caught(trials: list[Trial]) -> None:
    digits = [trial for trial in trials if trial.mutant.kind == "digit"]
    missed = [trial.mutant.description for trial in digits if trial.outcome == "survived"]
    assert len(missed) <= len(digits) // 20, missed


def test_mutants_are_caught_by_named_rules(trials: list[Trial]) -> None:
    rules = {rule for trial in trials for rule in trial.rules}
    assert len(rules) >= 20
