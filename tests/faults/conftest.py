"""What the tests of faults share: small documents, a clean result to compare with, and how much is tried.

The usual run tries a bounded part of everything; ``make test-faults`` (``YUJUESUAN_FAULTS=full``) tries all of it.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.extraction.folder import ExtractionSummary, extract_folder

FULL = os.environ.get("YUJUESUAN_FAULTS") == "full"

FORM = """某某县{name}2020年部门预算
一、部门收支情况说明
本年收入预算{amount}.50万元，其中：一般公共预算拨款{amount}.50万元。
部门支出总表
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
201\t一般公共服务支出\t{amount}.50\t{amount}.00\t0.50
20101\t人大事务\t{amount}.50\t{amount}.00\t0.50
2010101\t行政运行\t{amount}.50\t{amount}.00\t0.50
\t合计\t{amount}.50\t{amount}.00\t0.50
"""


def disclosure(number: int) -> str:
    """A small disclosure of its own body."""
    return FORM.format(name=f"第{number}局", amount=100 + number)


def write_disclosures(folder: Path, count: int) -> Path:
    """A raw folder of so many small disclosures."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number}.txt").write_text(disclosure(number), encoding="utf-8")
    return folder


def extract(raw: Path, out: Path, workers: int = 0) -> ExtractionSummary:
    return extract_folder(raw, out, workers=workers, progress=lambda _: None)


def contents(out: Path) -> dict[str, bytes]:
    """Every file that extraction leaves, by its name."""
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


@pytest.fixture(scope="session")
def told() -> Callable[[str, int, int], None]:
    """Collects what was tried and what was lost, for the reliability paragraph of the README."""

    def tell(what: str, tried: int, lost: int) -> None:
        print(f"{what}: {tried} tried, {tried - lost} survived, {lost} lost")

    return tell
