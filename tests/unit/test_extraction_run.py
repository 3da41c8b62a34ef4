"""Extraction of a folder: incremental, the same bytes whatever the order, one bad document never stops the others."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.extraction import buckets, document, folder
from pipeline.extraction.dataset.schemas import DATASETS
from pipeline.extraction.document import Source
from pipeline.extraction.folder import ExtractionSummary, extract_folder
from pipeline.extraction.page.document import Document

pytestmark = pytest.mark.slow

RAW = Path(__file__).parents[2] / "raw"
NEWS = "关于做好部门预算公开工作的通知\n\n近日，市财政局召开会议，研究预算公开工作，安排资金500万元。\n"


def extract(raw: Path, out: Path, workers: int = 0) -> ExtractionSummary:
    return extract_folder(raw, out, workers=workers, progress=lambda _: None)


def rows(out: Path, dataset: str) -> list[dict[str, Any]]:
    return pq.read_table(out / dataset).to_pylist()


def contents(out: Path) -> dict[str, bytes]:
    return {str(p.relative_to(out)): p.read_bytes() for p in sorted(out.rglob("*.parquet"))}


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    shutil.copytree(RAW, folder)
    return folder


def test_every_dataset_has_the_columns_of_its_schema(raw: Path, tmp_path: Path) -> None:
    extract(raw, tmp_path / "out")
    for dataset, schema in DATASETS.items():
        table = pq.read_table(tmp_path / "out" / dataset)
        assert table.schema.names == schema.names, dataset
        assert table.num_rows > 0 or dataset == "unplaced_cells", dataset


def test_an_empty_folder_gives_empty_datasets(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    summary = extract(tmp_path / "raw", tmp_path / "out")
    assert (summary.files_found, summary.figures) == (0, 0)
    assert all(pq.read_table(tmp_path / "out" / dataset).num_rows == 0 for dataset in DATASETS)


def test_a_missing_folder_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="RAW_DIR"):
        extract(tmp_path / "nowhere", tmp_path / "out")


def test_a_second_run_reads_nothing_again_and_touches_no_file(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = extract(raw, out)
    before = {p: p.stat().st_mtime_ns for p in out.rglob("*.parquet")}
    second = extract(raw, out)
    assert (first.extracted, first.reused) == (5, 0)
    assert (second.extracted, second.reused, second.removed) == (0, 5, 0)
    assert {p: p.stat().st_mtime_ns for p in out.rglob("*.parquet")} == before


def test_same_bytes_whatever_the_order_and_the_number_of_workers(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "MOST_DOCUMENTS", 2)
    extract(raw, tmp_path / "one")
    monkeypatch.setattr(folder, "_FEW", 1)
    extract(raw, tmp_path / "two", workers=2)
    grown = tmp_path / "grown"
    grown.mkdir()
    for name in reversed(sorted(p.name for p in raw.iterdir())):
        shutil.copy(raw / name, grown / name)
        extract(grown, tmp_path / "three")
    assert contents(tmp_path / "one") == contents(tmp_path / "two") == contents(tmp_path / "three")


def test_only_a_changed_document_is_read_again(raw: Path, tmp_path: Path) -> None:
    extract(raw, tmp_path / "out")
    path = raw / "hetang_final_2020.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("59.59", "59.58", 1), encoding="utf-8")
    summary = extract(raw, tmp_path / "out")
    assert (summary.extracted, summary.reused, summary.removed) == (1, 4, 1)
    assert len(rows(tmp_path / "out", "documents")) == 5


def test_a_document_removed_from_raw_leaves(raw: Path, tmp_path: Path) -> None:
    extract(raw, tmp_path / "out")
    (raw / "hetang_final_2020.txt").unlink()
    summary = extract(raw, tmp_path / "out")
    assert (summary.documents, summary.removed) == (4, 1)
    assert "hetang_final_2020.txt" not in {row["file_name"] for row in rows(tmp_path / "out", "documents")}
    assert len({row["document_id"] for row in rows(tmp_path / "out", "figures")}) == 3


def test_a_renamed_document_keeps_its_key_and_gets_its_new_name(raw: Path, tmp_path: Path) -> None:
    extract(raw, tmp_path / "out")
    (raw / "sub").mkdir()
    (raw / "hetang_final_2020.txt").rename(raw / "sub" / "renamed.txt")
    extract(raw, tmp_path / "out")
    names = {row["file_name"] for row in rows(tmp_path / "out", "documents")}
    assert "sub/renamed.txt" in names
    assert len(names) == 5


def test_the_parser_version_makes_all_be_read_again(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    extract(raw, tmp_path / "out")
    for module in (document, buckets, folder):
        monkeypatch.setattr(module, "parser_version", lambda: "another")
    assert extract(raw, tmp_path / "out").extracted == 5


def test_the_same_document_under_two_names_is_one_document(raw: Path, tmp_path: Path) -> None:
    shutil.copy(raw / "hetang_final_2020.txt", raw / "copy.txt")
    summary = extract(raw, tmp_path / "out")
    assert (summary.files_found, summary.documents) == (6, 5)
    assert summary.duplicates == [("copy.txt", "hetang_final_2020.txt")]
    reasons = {r["file_name"]: r["reason"] for r in rows(tmp_path / "out", "outcomes") if r["outcome"] == "skipped"}
    assert "copy.txt" in reasons["hetang_final_2020.txt"]


@pytest.mark.parametrize(
    ("name", "content", "outcome", "word"),
    [
        ("empty.txt", b"", "skipped", "empty"),
        ("binary.txt", b"%PDF-1.7\n\x00\x01\x02", "quarantined", "PDF"),
        ("news.txt", NEWS.encode(), "skipped", ""),
        ("latin.txt", b"an English text, no disclosure at all\n", "skipped", ""),
    ],
)
def test_bad_input_gets_an_outcome_with_a_reason_and_the_others_go_on(
    raw: Path, tmp_path: Path, name: str, content: bytes, outcome: str, word: str
) -> None:
    (raw / name).write_bytes(content)
    summary = extract(raw, tmp_path / "out")
    found = [r for r in rows(tmp_path / "out", "outcomes") if r["file_name"] == name and r["outcome"] == outcome]
    assert found and found[0]["reason"] and word in found[0]["reason"]
    assert summary.outcomes["ok"] == 5
    document_id = found[0]["document_id"]
    assert not [r for r in rows(tmp_path / "out", "figures") if r["document_id"] == document_id]


@pytest.mark.parametrize(
    "encode", [lambda t: t.encode("gb18030"), lambda t: t.replace("\n", "\r\n").encode("utf-8-sig")]
)
def test_encodings_and_line_ends_give_the_same_figures(
    raw: Path, tmp_path: Path, encode: Callable[[str], bytes]
) -> None:
    text = (raw / "hetang_final_2020.txt").read_text(encoding="utf-8")
    other = tmp_path / "other"
    other.mkdir()
    (other / "hetang.txt").write_bytes(encode(text))
    for path in raw.iterdir():
        if path.name != "hetang_final_2020.txt":
            path.unlink()
    extract(raw, tmp_path / "a")
    extract(other, tmp_path / "b")

    def bare(out: Path) -> list[dict[str, Any]]:
        return [{k: v for k, v in row.items() if k != "document_id"} for row in rows(out, "figures")]

    assert len(bare(tmp_path / "a")) == 273
    assert bare(tmp_path / "a") == bare(tmp_path / "b")


def test_a_file_that_cannot_be_opened_is_reported(raw: Path, tmp_path: Path) -> None:
    (raw / "dangling.txt").symlink_to(raw / "gone.txt")
    summary = extract(raw, tmp_path / "out")
    found = [r for r in rows(tmp_path / "out", "outcomes") if r["file_name"] == "dangling.txt"]
    assert found[0]["outcome"] == "quarantined"
    assert found[0]["document_id"] is None
    assert any("dangling.txt" in problem for problem in summary.problems)


def test_an_error_of_the_parser_stops_at_its_document(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = hashlib.sha256((raw / "hetang_final_2020.txt").read_bytes()).hexdigest()[:16]
    read_tables = document.read_tables

    def failing(document_id: str, read: Document) -> object:
        if document_id == broken:
            raise ZeroDivisionError("made for this test")
        return read_tables(document_id, read)

    monkeypatch.setattr(document, "read_tables", failing)
    summary = extract(raw, tmp_path / "out")
    assert summary.outcomes == {"ok": 4, "quarantined": 1}
    assert any("made for this test" in problem for problem in summary.problems)


def test_every_numeric_cell_is_accounted_for(raw: Path, tmp_path: Path) -> None:
    extract(raw, tmp_path / "out")
    for row in rows(tmp_path / "out", "statements"):
        parts = row["figure_count"] + row["indicator_count"] + row["structural_count"] + row["unplaced_count"]
        assert parts == row["numeric_token_count"], row["table_title"]
    assert rows(tmp_path / "out", "unplaced_cells") == []


def test_sources_are_grouped_by_content(raw: Path) -> None:
    source = Source("0" * 64, raw / "hetang_final_2020.txt", ("a.txt", "b.txt"))
    found = document.extract_guarded(source)
    assert [row[0] for row in found.rows["outcomes"] if row[3] == "skipped"] == ["b.txt"]


def test_tables_of_a_whole_government_are_kept_as_other(tmp_path: Path) -> None:
    """A city's budget prints the titles of a department's tables; none of its money is a department's."""
    path = tmp_path / "city.txt"
    path.write_text(
        "关于宜昌市2024年预算执行情况和2025年预算草案的报告\n——2025年1月8日在宜昌市第七届人民代表大会第四次会议上\n宜昌市财政局\n"
        "各位代表：\n受市人民政府委托，现将宜昌市2024年预算执行情况和2025年预算草案提请大会审查。\n"
        "一、2024年预算执行情况\n全市一般公共预算收入完成200亿元，增长5%。\n"
        "一般公共预算支出预算表\n单位：万元\n科目编码\t科目名称\t合计\n201\t一般公共服务支出\t794993\n\t合计\t794993\n",
        encoding="utf-8",
    )
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    found = document.extract_document(Source(digest, path, ("city.txt",))).rows
    assert [(row.statement_id, row.amount_number) for row in found["figures"]] == [
        ("other", "794993"),
        ("other", "794993"),
    ]
    assert {row[2] for row in found["statements"]} == {"other"}
