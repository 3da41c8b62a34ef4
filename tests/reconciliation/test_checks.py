"""Wording, identity, completeness and counts, on whole documents: one change each, and what must be said about it.

Two consistent disclosures of an invented body stand in ``documents/``. A case changes one printed text of one of them;
all cases are extracted and evaluated together, because a build of one document costs as much as of a hundred.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from harness import judged

from pipeline.extraction.folder import extract_folder

DOCUMENTS = Path(__file__).with_name("documents")
FAMILIES = ("wording", "identity", "completeness", "counts", "performance")
FINAL, BUDGET = "final_accounts", "budget"


@dataclass(frozen=True)
class Change:
    """One changed text, and the rules that must break because of it; none where the text is still ordinary."""

    name: str
    old: str
    new: str
    rules: tuple[str, ...] = ()
    base: str = FINAL


def _change(block: str) -> Change:
    """``name | base | rules`` on the first line, the old text on the second, the new one on the third.

    ``\\n`` stands for a line break, so that whole lines can go or come.
    """
    head, old, new = [*block.strip().split("\n"), ""][:3]
    name, base, rules = (part.strip() for part in head.split("|"))
    return Change(name, old.replace("\\n", "\n"), new.replace("\\n", "\n"), tuple(rules.split()), base)


def read_changes(file_name: str) -> list[Change]:
    """The blocks of a file of ``documents/``."""
    blocks = (DOCUMENTS / file_name).read_text(encoding="utf-8").split("\n\n")
    return [_change(block) for block in blocks if block.strip() and not block.startswith("#")]


CHANGES = read_changes("changes.txt")
PLACES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"


def changed(text: str, change: Change, number: int, places: str = PLACES) -> str:
    """The changed document; each has a body of its own, so that no two are versions of one disclosure."""
    assert text.count(change.old) >= 1, f"{change.name}: the document does not print {change.old!r}"
    return of_another_body(text.replace(change.old, change.new, 1), number, places)


def place_of(number: int, places: str) -> str:
    """The name of a place, of two signs, another for every number."""
    return places[number // len(places)] + places[number % len(places)]


def of_another_body(text: str, number: int, places: str) -> str:
    """The document of a body of that number."""
    body = f"样州市{place_of(number, places)}区档案事务局"
    return text.replace("样州市云溪区档案事务局", body)


def _text(change: Change, number: int) -> str:
    return changed((DOCUMENTS / f"{change.base}.txt").read_text(encoding="utf-8"), change, number)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Rules of the new families that break, by case."""
    folder = tmp_path_factory.mktemp("checks")
    raw = folder / "raw"
    raw.mkdir()
    unchanged = [Change("unchanged_final", "档案", "档案"), Change("unchanged_budget", "档案", "档案", base=BUDGET)]
    for number, change in enumerate([*unchanged, *CHANGES]):
        (raw / f"{change.name}.txt").write_text(_text(change, number), encoding="utf-8")
    extract_folder(raw, folder / "extracted", workers=0, progress=lambda _: None)
    with judged(folder / "extracted") as connection:
        rows = connection.execute(
            "select file_name, rule_id from main.fct_reconciliation inner join main.dim_document using (document_id)"
            f" where status = 'broken' and family in {FAMILIES}"
        ).fetchall()
    found: dict[str, set[str]] = {change.name: set() for change in [*unchanged, *CHANGES]}
    for file_name, rule_id in rows:
        found[Path(file_name).stem].add(rule_id)
    return found


def test_consistent_documents_have_no_finding(broken: dict[str, set[str]]) -> None:
    assert (broken["unchanged_final"], broken["unchanged_budget"]) == (set(), set())


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_change_is_found_and_nothing_else(change: Change, broken: dict[str, set[str]]) -> None:
    assert broken[change.name] == set(change.rules)
