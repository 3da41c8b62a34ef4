"""What is found in a document does not depend on the documents beside it, unless the rule is one between documents.

Beside a disclosure of the repository stand damaged versions of the same disclosure: another file with the same body,
year and kind, of which cells cannot be read. The same holds of the order and the number of threads.
"""

import hashlib
import itertools
import re
from pathlib import Path

from harness import judged

from pipeline.extraction.folder import extract_folder
from tests.conftest import RAW_DIR

BETWEEN = ("cross_document", "completeness")
"""Of several files of one disclosure, completeness asks whether one of them has it."""


def results(raw: Path, extracted: Path, threads: int = 2) -> set[tuple[object, ...]]:
    extract_folder(raw, extracted, workers=0, progress=lambda _: None)
    with judged(extracted, threads=threads, preserve_insertion_order=threads == 1) as connection:
        rows = connection.execute(
            "select document_id, rule_id, subject, status, severity, cause_id, is_consequence, difference_text,"
            " message, advice from main.fct_reconciliation where family not in (select unnest(?))",
            [list(BETWEEN)],
        )
        return set(rows.fetchall())


def _unread(text: str, original: bytes) -> str:
    """A version with an unread amount in its summary; rules of two versions are told of the lesser digest."""
    changed = re.sub(r"(八、其他收入\t8\t)[0-9.]+", r"\g<1>0.000000000001", text, count=1)
    assert changed != text
    numbers = (f"{changed}\n{number}\n" for number in itertools.count())
    least = hashlib.sha256(original).hexdigest()
    return next(version for version in numbers if hashlib.sha256(version.encode()).hexdigest() > least)


def test_findings_of_a_document_are_the_same_alone_and_beside_damaged_versions_of_it(tmp_path: Path) -> None:
    alone, among = tmp_path / "alone", tmp_path / "among"
    for folder in (alone, among):
        folder.mkdir()
        for source in RAW_DIR.glob("*final*"):
            (folder / source.name).write_bytes(source.read_bytes())
    for source in alone.iterdir():
        text = source.read_text(encoding="utf-8")
        (among / f"unread-{source.name}").write_text(_unread(text, source.read_bytes()), encoding="utf-8")
    expected = results(alone, tmp_path / "extracted_alone", threads=1)
    ids = {row[0] for row in expected}
    found = {row for row in results(among, tmp_path / "extracted_among", threads=4) if row[0] in ids}
    assert len(expected) > 500
    assert {row[0] for row in found} == ids
    assert found == expected
