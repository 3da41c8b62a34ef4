"""The house: which room may look into which, and no wording in Python.

The allowed directions stand here once, from the top floor down: a room imports from rooms below it only, so there is no
circle and no arrow that runs back up.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PIPELINE = ROOT / "pipeline"

FLOORS = (
    ("cli", "definitions"),
    ("cli_releases",),
    ("terminal",),
    ("orchestration", "web"),
    ("reports",),
    ("transformation",),
    ("publication",),
    ("memory",),
    ("extraction/folder",),
    ("extraction/inventory", "extraction/cluster"),
    ("extraction/workers", "extraction/excerpt"),
    ("extraction/reading",),
    ("extraction/archives", "extraction/validation", "extraction/buckets", "extraction/misshapen"),
    ("extraction/document",),
    ("extraction/facts", "extraction/tables", "extraction/prose"),
    ("extraction/dataset",),
    ("extraction/readers", "extraction/wording"),
    ("extraction/aside", "extraction/entries"),
    ("extraction/reading_process",),
    ("extraction/page",),
    ("extraction/seeds", "extraction/limits"),
    ("locations", "processes"),
    ("temporary",),
)
"""Rooms of one floor do not know each other; a room may look into every room of a lower floor."""

CHINESE = re.compile("[\u4e00-\u9fff]")
SIGNS = re.compile(
    "[零〇○一二三四五六七八九十两百千万亿壹贰叁肆伍陆柒捌玖拾佰仟甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥年月日]|星期"
)
"""Numerals, numbers of lists and signs of dates are no wording: they are how numbers are written."""
RANGE = re.compile(r"\[(?:.-.)+\]")
"""A class of characters of a pattern."""


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(PIPELINE.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def room(module: str) -> str:
    """``pipeline.extraction.tables.labels`` is in ``extraction/tables``."""
    _, *parts = module.split(".")
    return "/".join(parts[:2]) if parts[:1] == ["extraction"] else parts[0] if parts else ""


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_room_looks_down_only() -> None:
    floor = {name: number for number, names in enumerate(FLOORS) for name in names}
    wrong: list[str] = []
    for path, tree in modules():
        here = room(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
        for target in imported(tree):
            there = room(target) if target.startswith("pipeline.") else here
            if not here or not there or here == there or there == "extraction":
                continue
            if here not in floor or there not in floor:
                wrong.append(f"{path.relative_to(ROOT)}: {here} or {there} stands on no floor of this test")
            elif floor[here] >= floor[there]:
                wrong.append(f"{path.relative_to(ROOT)} ({here}) looks up into {there}: {target}")
    assert wrong == []


def test_no_module_outside_the_tests_is_named_like_one() -> None:
    assert [
        path for path in PIPELINE.rglob("*.py") if path.stem.endswith("_test") or path.stem.startswith("test_")
    ] == []


def strings(tree: ast.Module) -> Iterator[ast.Constant]:
    """Every string that is no docstring and no description of an attribute."""
    described = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in described:
            yield node


@pytest.mark.parametrize("part", ["extraction", "transformation"])
def test_wording_is_in_the_seeds(part: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.value!r}"
        for path, tree in modules()
        if path.is_relative_to(PIPELINE / part)
        for node in strings(tree)
        if CHINESE.search(SIGNS.sub("", RANGE.sub("", str(node.value))))
    ]
    assert found == []
