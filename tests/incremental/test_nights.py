"""A night that computes what is new gives what a build of everything gives, row for row, whatever happened."""

from pathlib import Path

import pytest

from pipeline.locations import DBT_PROJECT_DIR
from pipeline.orchestration import news
from pipeline.orchestration.news import Place, closure, together
from pipeline.publication.merge import KINDS, MergeError, declared
from pipeline.transformation.rendered import render
from tests.incremental.nights import Archive, published


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
    assert archive.night() == 5

    # A year more and a correction: the documents of the other bodies are not computed.
    archive.write(first, "2022", "final")
    archive.write(first, "2021", "budget", mark="（更正）", amount="310.00")
    assert archive.night() == 4
    # A name of a code loses its majority; one document goes, one turns out to be of another body.
    archive.write(third, "2022", "final", code=2)
    c.unlink()
    a.write_text(a.read_text(encoding="utf-8").replace(first, second), encoding="utf-8")
    archive.night()
    assert archive.differences() == []

    b.rename(b.with_name("b.txt"))
    archive.pack(sorted(archive.locations.raw_dir.glob("*.txt")), [0, 1])
    archive.night()
    # Nothing but losses: nothing is read, much is taken away.
    next(archive.locations.raw_dir.glob("*.zip")).unlink()
    archive.night()
    assert archive.differences() == []


@pytest.mark.usefixtures("always_incremental")
def test_batches_give_what_one_run_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "LEAST_BATCH", 1)
    monkeypatch.setattr(news, "MB_OF_A_DOCUMENT", 1 << 30)
    archive = Archive(tmp_path, seed=0)
    for number, body in enumerate(("株洲市石峰区档案局", "株洲市审计局")):
        archive.write(body, "2021", "final", code=number)
    merged, expected, batches = archive.batches()
    assert batches == 2
    assert merged == expected


def test_every_published_table_declares_how_it_takes_rows_over() -> None:
    marts = DBT_PROJECT_DIR / "models" / "marts"
    tables = {
        path.stem for path in marts.glob("*.sql") if "materialized='view'" not in path.read_text(encoding="utf-8")
    }
    kinds = published(marts).kinds
    assert kinds.keys() == tables
    assert set(kinds.values()) == set(KINDS)
    model = {"resource_type": "model", "schema": "main", "name": "x", "config": {"materialized": "table", "meta": {}}}
    with pytest.raises(MergeError, match="x declares merge_by: None"):
        declared({"model.x": model})


@pytest.mark.parametrize("name", sorted(name for name, kind in published(Path()).kinds.items() if kind == "again"))
def test_what_is_computed_again_reads_what_is_published(name: str) -> None:
    models = render(DBT_PROJECT_DIR, Path())
    inner = [read for read in models[name].references if read in models and "main." not in models[read].relation]
    assert set(inner) <= {"int_regions"}, "only what follows from the seeds"


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
