"""The notes as thirty places word them: consistent ones are left alone, a planted mistake is found in any wording.

The tables are those of the documents in ``documents/``; only the notes change. All cases are evaluated in one build.
"""

from pathlib import Path

import pytest
from harness import judged
from test_checks import Change, changed, read_changes

from pipeline.extraction.folder import extract_folder

DOCUMENTS = Path(__file__).with_name("documents")
NOTES = sorted(path.stem for path in DOCUMENTS.glob("notes_*.txt"))
PLACES = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往"
CHANGES = read_changes("changes_of_places.txt")


def document_of(notes: str) -> str:
    """The tables of one of the two documents with the notes of a place."""
    tables = "final_accounts" if notes.endswith("final") else "budget"
    head, _, rest = (DOCUMENTS / f"{tables}.txt").read_text(encoding="utf-8").rpartition("\n第三部分")
    _, mark, tail = rest.partition("\n第四部分")
    return f"{head}\n{(DOCUMENTS / f'{notes}.txt').read_text(encoding='utf-8')}{mark}{tail}"


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Rules that break, of every family, by case."""
    folder = tmp_path_factory.mktemp("places")
    raw = folder / "raw"
    raw.mkdir()
    unchanged = [Change(notes, "档案", "档案", base=notes) for notes in NOTES]
    everything = [*unchanged, *CHANGES]
    for number, change in enumerate(everything):
        (raw / f"{change.name}.txt").write_text(
            changed(document_of(change.base), change, number, PLACES), encoding="utf-8"
        )
    extract_folder(raw, folder / "extracted", workers=0, progress=lambda _: None)
    with judged(folder / "extracted") as connection:
        rows = connection.execute(
            "select file_name, rule_id from main.fct_reconciliation inner join main.dim_document using (document_id)"
            " where status = 'broken'"
        ).fetchall()
    found: dict[str, set[str]] = {change.name: set() for change in everything}
    for file_name, rule_id in rows:
        found[Path(file_name).stem].add(rule_id)
    return found


@pytest.mark.parametrize("notes", NOTES)
def test_consistent_notes_have_no_finding(notes: str, broken: dict[str, set[str]]) -> None:
    assert broken[notes] == set()


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_mistake_is_found_and_nothing_else(change: Change, broken: dict[str, set[str]]) -> None:
    """The rules of a case are those that may see it (cause and consequences); one of them must."""
    assert broken[change.name] <= set(change.rules)
    assert bool(broken[change.name]) == bool(change.rules)
