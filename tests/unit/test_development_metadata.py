"""Facts of the real documents that stand beside the repository, against what a person read in them."""

import csv
from pathlib import Path

import pytest

from pipeline.extraction.facts.facts import document_facts
from pipeline.extraction.page.document import Document
from pipeline.extraction.readers.registry import read_bytes

ROOT = Path(__file__).parents[2]
DEVELOPMENT = ROOT.parent / "shared" / "corpus" / "development"
FACTS = ("document_kind", "disclosure_level", "fiscal_year", "department_name", "region_code", "government_level")
OFFICE = "网络安全和信息化委员会办公室"
RAW = {
    "shifeng_final_2020.txt": ("final_accounts", "department", "2020", f"株洲市石峰区委{OFFICE}", "430204", "county"),
    "hetang_final_2020.txt": (
        "final_accounts",
        "department",
        "2020",
        f"中共株洲市荷塘区委{OFFICE}",
        "430202",
        "county",
    ),
    "zhuzhou_budget_2020.txt": ("budget", "department", "2020", f"中共株洲市委{OFFICE}", "430200", "prefecture"),
    "luancheng_budget_2020.txt": ("budget", "department", "2020", f"中共石家庄市栾城区委{OFFICE}", "130111", "county"),
    "lengshuitan_performance_2021.txt": (
        *("performance_report", "department", "2021"),
        *("冷水滩区委网信办", "431103", "county"),
    ),
}


def read(path: Path) -> Document:
    result = read_bytes(path.read_bytes())
    assert isinstance(result, Document), result
    return result


def read_facts(path: Path):
    return document_facts(read(path).lines)


def as_text(facts) -> tuple[str, ...]:
    values = (getattr(facts, fact) for fact in FACTS)
    return tuple("" if value is None else str(value) for value in values)


@pytest.mark.parametrize("file_name", RAW)
def test_raw_documents(file_name):
    assert as_text(read_facts(ROOT / "raw" / file_name)) == RAW[file_name]


@pytest.mark.skipif(not DEVELOPMENT.is_dir(), reason=f"no development documents at {DEVELOPMENT}")
def test_development_documents_equal_what_a_person_read():
    with (DEVELOPMENT / "metadata.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    read = {row["file_name"]: as_text(read_facts(DEVELOPMENT / "text" / row["file_name"])) for row in rows}
    assert read == {row["file_name"]: tuple(row[fact] for fact in FACTS) for row in rows}


@pytest.mark.skipif(not DEVELOPMENT.is_dir(), reason=f"no development documents at {DEVELOPMENT}")
def test_only_the_blank_form_is_no_disclosure():
    paths = sorted((DEVELOPMENT / "text").glob("*.txt"))
    refused = {path.name: facts.reason_code for path in paths if not (facts := read_facts(path)).is_disclosure}
    assert refused == {"template-final-blank.txt": "blank_form"}


@pytest.mark.parametrize("file_name", RAW)
def test_every_evidence_stands_on_the_line_it_names(file_name):
    path = ROOT / "raw" / file_name
    lines = read(path).lines
    evidence = read_facts(path).evidence
    assert {"document_kind", "fiscal_year", "department_name", "region_code"} <= set(evidence)
    for fact, (line, _) in evidence.items():
        assert lines[line - 1].strip(), fact
