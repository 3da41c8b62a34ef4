"""Whole disclosures of other bodies, years and places: consistent ones are left alone, a planted mistake is found.

Hospitals, courts, schools, streets, towns, central institutes and bureaus of many kinds, budgets and final accounts,
with the notes and tables of their places. All cases are evaluated in one build.
"""

from pathlib import Path

import pytest
from harness import judged
from test_checks import Change, place_of, read_changes

from pipeline.extraction.folder import extract_folder

DOCUMENTS = Path(__file__).with_name("documents")
WHOLES = sorted(path.stem for path in DOCUMENTS.glob("whole_*.txt"))
CHANGES = read_changes("changes_of_wholes.txt")
PLACES = "金生丽水玉出昆冈剑号巨阙珠称夜光果珍李柰菜重芥姜鳞潜羽翔咸淡龙师鸟始裳推让陶唐吊"


def _text(change: Change, number: int) -> str:
    """The changed document; each has a body of its own, so that no two are versions of one disclosure."""
    text = (DOCUMENTS / f"{change.base}.txt").read_text(encoding="utf-8")
    assert change.old in text, f"{change.name}: the document does not print {change.old!r}"
    return text.replace(change.old, change.new, 1).replace("云溪", place_of(number, PLACES))


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Rules that break, of every family, by case."""
    folder = tmp_path_factory.mktemp("wholes")
    raw = folder / "raw"
    raw.mkdir()
    everything = [*(Change(whole, "云溪", "云溪", base=whole) for whole in WHOLES), *CHANGES]
    for number, change in enumerate(everything):
        (raw / f"{change.name}.txt").write_text(_text(change, number), encoding="utf-8")
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


@pytest.mark.parametrize("whole", WHOLES)
def test_consistent_documents_have_no_finding(whole: str, broken: dict[str, set[str]]) -> None:
    assert broken[whole] == set()


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_mistake_is_found_and_nothing_else(change: Change, broken: dict[str, set[str]]) -> None:
    """The rules of a case are those that may see it (cause and consequences); one of them must."""
    assert broken[change.name] <= set(change.rules)
    assert bool(broken[change.name]) == bool(change.rules)
