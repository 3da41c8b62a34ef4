"""A night that computes what is new gives what a build of everything gives, row for row, whatever happened."""

from pathlib import Path

import pytest
from tests.incremental.nights import Archive

from pipeline.orchestration import news
from pipeline.orchestration.news import Place, closure, together


@pytest.fixture
def always_incremental(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "MOST_AFFECTED", 1.0)


@pytest.mark.usefixtures("always_incremental")
def test_nights_of_every_kind_give_what_a_full_build_gives(tmp_path: Path) -> None:
    archive = Archive(tmp_path, seed=0)
    first, second, third = "株洲市石峰区档案局", "株洲市荷塘区教育局", "株洲市审计局"
    a = archive.write(first, "2021", "budget")
    b = archive.write(first, "2021", "final", code=1)
    c = archive.write(second, "2021", "final", code=2)
    archive.write(second, "2022", "budget")
    archive.write(third, "2022", "final", code=1)
    archive.night()
    told: dict[str, int] = {}

    def night(what: str) -> None:
        merged, expected, told[what] = archive.night()
        assert {n: h for n, h in merged.items() if h != expected[n]} == {}, what

    archive.write(first, "2022", "final")
    night("a year more")
    archive.write(first, "2021", "budget", mark="（更正）", amount="310.00")
    archive.write(third, "2022", "final", code=2)
    night("a correction, and a name of a code that loses its majority")
    c.unlink()
    a.write_text(a.read_text(encoding="utf-8").replace(first, second), encoding="utf-8")
    night("one gone, one of another body")
    b.rename(b.with_name("b.txt"))
    archive.pack(sorted(archive.locations.raw_dir.glob("*.txt")), [0, 1])
    night("renamed and packed")
    next(archive.locations.raw_dir.glob("*.zip")).unlink()
    night("only losses")
    assert told["a year more"] == 3, "the documents of the other bodies are not computed"


@pytest.mark.usefixtures("always_incremental")
def test_batches_give_what_one_run_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "LEAST_BATCH", 2)
    monkeypatch.setattr(news, "MB_OF_A_DOCUMENT", 1 << 30)
    archive = Archive(tmp_path, seed=0)
    for number, body in enumerate(("株洲市石峰区档案局", "株洲市荷塘区教育局", "株洲市审计局")):
        archive.write(body, "2021", "budget", code=number)
        archive.write(body, "2021", "final", code=number)
    merged, expected, batches = archive.batches()
    assert batches == 3
    assert merged == expected


def test_what_a_document_shares_decides_what_is_affected() -> None:
    x, y = Place("x", None), Place("y", None)
    old = {"a": x, "b": x, "c": y, "d": Place(None, "zip"), "e": Place("z", "zip")}
    moved = {**old, "a": y}
    assert closure({"a"}, old, moved) == ({"a", "b", "c"}, {"a", "b", "c"})
    assert closure({"d"}, old, old) == ({"d", "e"}, {"d", "e"})
    assert closure(set(), old, old) == (set(), set())
    beside = {"p": Place("x", "zip"), "q": Place("y", "zip"), "r": x, "s": Place(None, "zip")}
    assert closure({"r"}, beside, beside) == ({"p", "r", "s"}, {"p", "q", "r", "s"}), "q lends only its archive"


def test_documents_of_a_body_and_of_an_archive_stay_together() -> None:
    where = {"a": Place("x", None), "b": Place("y", "zip"), "c": Place("x", "zip"), "d": Place(None, None)}
    assert together(where) == [["a", "b", "c"], ["d"]]
