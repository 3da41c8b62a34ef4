"""Mistakes of many kinds, planted in documents: found by the right rule, and nothing else is said.

``make test`` takes a sample over the consistent documents of ``tests/reconciliation``; ``make mutation`` every kind
several times over these, the seeds and the development documents where they are. Each mutant is a body of its own, so
that no two are held against each other.
"""

import os
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from planted import Planted, planted

from pipeline.extraction.folder import extract_folder
from pipeline.locations import DBT_PROJECT_DIR, PROJECT_ROOT
from pipeline.transformation.rendered import render, run

IS_FULL = os.environ.get("YUJUESUAN_MUTATION") == "full"
DOCUMENTS = Path(__file__).parents[1] / "reconciliation" / "documents"
DEVELOPMENT = PROJECT_ROOT.parent / "shared" / "corpus" / "development" / "text"
EACH, SEED = 1, 7
SAMPLE = 1 if IS_FULL else 14
LEAST_SCORE = 85 if IS_FULL else 95
"""Real documents print much that nothing else repeats; there the list of what was not found is the result."""
MOST_EXTRA = 3
"""Of a hundred mutants, those at which something is said about another place."""

_WANTED = ("fct_reconciliation", "fct_unplaced_cell", "int_figures_valued", "stg_narrative_figures", "dim_document")
_BROKEN = """
select file_name, rule_id, subject, is_consequence, source_lines, message from main.fct_reconciliation
inner join main.dim_document using (document_id) where status = 'broken'
"""


@dataclass(frozen=True)
class Trial:
    """One mutant: the rules that see it, and the findings about another place."""

    document: str
    mutant: Planted
    rules: frozenset[str]
    extra: tuple[str, ...]

    @property
    def is_caught(self) -> bool:
        return bool(self.rules & self.mutant.rules) if self.mutant.rules else bool(self.rules)


def _originals() -> Iterator[tuple[str, str]]:
    for notes in sorted(DOCUMENTS.glob("notes_*.txt")):
        tables = "final_accounts" if notes.stem.endswith("final") else "budget"
        head, _, rest = (DOCUMENTS / f"{tables}.txt").read_text(encoding="utf-8").rpartition("\n第三部分")
        _, mark, tail = rest.partition("\n第四部分")
        yield notes.stem, f"{head}\n{notes.read_text(encoding='utf-8')}{mark}{tail}"
    if IS_FULL:
        for path in sorted([*(PROJECT_ROOT / "raw").glob("*.txt"), *DEVELOPMENT.glob("*-[bf]*.txt")]):
            # Governments publish other tables; a form that nobody filled in says nothing.
            if not path.stem.startswith(("gov-", "template-")):
                yield path.stem, path.read_text(encoding="utf-8")


def _built(folder: Path, documents: dict[str, str]) -> duckdb.DuckDBPyConnection:
    """The rules on these documents, each as the disclosure of a body of its own."""
    raw, extracted = folder / "raw", folder / "extracted"
    raw.mkdir(parents=True)
    for name, text in documents.items():
        (raw / f"{name}.txt").write_text(text, encoding="utf-8")
    extract_folder(raw, extracted, workers=0, progress=lambda _: None)
    for path in sorted((extracted / "documents").glob("*.parquet")):
        other = path.with_suffix(".other")
        duckdb.execute(
            "copy (select * replace (if(region_code is null, null, substr(document_id, 1, 6)) as region_code)"
            f" from '{path}') to '{other}' (format parquet)"
        )
        shutil.move(other, path)
    connection = duckdb.connect()
    run(connection, render(DBT_PROJECT_DIR, extracted, _WANTED), _WANTED)
    return connection


@pytest.fixture(scope="module")
def trials(tmp_path_factory: pytest.TempPathFactory) -> list[Trial]:
    folder = tmp_path_factory.mktemp("planted")
    originals = dict(_originals())
    made: dict[str, tuple[str, Planted]] = {}
    with _built(folder / "originals", originals) as connection:
        before = _findings(connection)
        for number, (name, text) in enumerate(originals.items()):
            # Of what the document contradicts as it is printed, another digit says nothing new.
            contradicted = {line for finding in before[f"{name}.txt"] for line in finding[3]}
            mutants = list(planted(connection, f"{name}.txt", text, EACH, SEED, contradicted))
            for at, mutant in enumerate(mutants):
                # The sample takes another part of the kinds from each document.
                if at % SAMPLE == number % SAMPLE:
                    made[f"{name}-{at:03d}"] = (name, mutant)
    with _built(folder / "mutants", {name: mutant.text for name, (_, mutant) in made.items()}) as connection:
        after = _findings(connection)
        unplaced = {row[0] for row in connection.execute(
            "select distinct file_name from main.fct_unplaced_cell join main.dim_document using (document_id)"
        ).fetchall()}  # fmt: skip
    return [
        _judged(name, mutant, before[f"{name}.txt"], after[f"{mutant_name}.txt"], f"{mutant_name}.txt" in unplaced)
        for mutant_name, (name, mutant) in made.items()
    ]


Found = tuple[str, str, bool, list[int], str]


def _findings(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Found]]:
    found: dict[str, list[Found]] = defaultdict(list)
    for file_name, rule, subject, *rest in connection.execute(_BROKEN).fetchall():
        # A row more or less moves what stands below it.
        found[file_name].append((rule, re.sub(r"第 \d+ 行", "", subject or ""), rest[0], rest[1], rest[2]))
    return found


def _judged(name: str, mutant: Planted, before: list[Found], after: list[Found], is_unplaced: bool) -> Trial:
    known = Counter((rule, subject) for rule, subject, *_ in before)
    new: list[Found] = []
    for finding in after:
        if known[finding[0], finding[1]] > 0:
            known[finding[0], finding[1]] -= 1
        else:
            new.append(finding)
    rules = {rule for rule, *_ in new}
    if is_unplaced and "cell_unread" in mutant.rules:
        rules.add("cell_unread")
    near = {line + step for line in mutant.lines for step in (-1, 0, 1)}
    extra = [
        f"{rule} {message}"
        for rule, _, is_consequence, lines, message in new
        if not is_consequence and rule not in mutant.rules and not near.intersection(lines)
    ]
    return Trial(name, mutant, frozenset(rules), tuple(extra))


def test_kinds(trials: list[Trial]) -> None:
    assert len({trial.mutant.kind for trial in trials}) >= 60


def test_mutation_score(trials: list[Trial], capsys: pytest.CaptureFixture[str]) -> None:
    caught = [trial for trial in trials if trial.is_caught]
    extra = [trial for trial in trials if trial.extra]
    score = 100 * len(caught) / len(trials)
    with capsys.disabled():
        kinds = len({trial.mutant.kind for trial in trials})
        print(f"\nplanted mistakes: {len(caught)} of {len(trials)} found ({score:.1f} %), {kinds} kinds;", end=" ")
        print(f"at {len(extra)} something else was said")
        for trial in sorted(trials, key=lambda trial: trial.mutant.kind):
            if not trial.is_caught:
                print(
                    f"  not found: {trial.document}: {trial.mutant.kind}: {trial.mutant.description} {set(trial.rules)}"
                )
        for trial in extra:
            print(f"  also said: {trial.document}: {trial.mutant.kind}: {trial.mutant.description}: {trial.extra[0]}")
    assert score >= LEAST_SCORE
    assert 100 * len(extra) <= MOST_EXTRA * len(trials)
