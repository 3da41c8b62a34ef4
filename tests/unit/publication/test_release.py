"""Publishing changes what readers see in one step, or not at all."""

import json
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from pipeline.publication import release
from pipeline.publication.gate import GateRefusedError
from pipeline.publication.release import continue_build, publish, published_build, remove_old_builds, start_build

from .conftest import NODES, Workshop

pytestmark = pytest.mark.slow

START = datetime(2026, 1, 1, 2, 0, tzinfo=UTC)


def publish_amounts(workshop: Workshop, *amounts: str, hour: int = 0) -> str:
    workshop.finish_build(amounts=amounts or ("12.30",))
    return publish(workshop.locations, START + timedelta(hours=hour)).build_id


def read_amounts(database: Path) -> list[str]:
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute("select amount_yuan::varchar from fct_figure order by figure_id").fetchall()
    return [amount for (amount,) in rows]


def test_a_published_file_is_closed_read_only_and_says_what_it_is(workshop: Workshop) -> None:
    build_id = publish_amounts(workshop)
    database = workshop.locations.published_database
    assert not list(database.resolve().parent.glob("*.wal"))
    assert not database.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.sql("select build_id, built_at = '2026-01-01 02:00:00+00', broken_count from release")
        assert rows.fetchall() == [(build_id, True, 1)]
        comments = connection.sql("select comment from duckdb_columns() where table_name = 'release'").fetchall()
        assert all(comment for (comment,) in comments)
    assert not workshop.locations.next_build.exists()


def test_the_manifest_names_inputs_rows_and_content(workshop: Workshop) -> None:
    publish_amounts(workshop)
    noted = json.loads((workshop.locations.current / "release.json").read_text())
    assert noted["inputs"] == {"a.txt": "0" * 64, "copy.txt": "0" * 64}
    assert noted["rows"]["fct_figure"] == 1
    assert set(noted["content"]) == set(noted["rows"])
    assert noted["changes"] == ["first release in this warehouse"]


def test_equal_content_has_an_equal_hash_whatever_the_order(workshop: Workshop) -> None:
    first = publish_amounts(workshop, "1.00", "2.00")
    locations = workshop.finish_build(amounts=("1.00", "2.00"))
    workshop.sql("create table kept as from fct_figure")
    workshop.sql("delete from fct_figure")
    workshop.sql("insert into fct_figure from kept order by figure_id desc")
    workshop.sql("drop table kept")
    second = publish(locations, START + timedelta(hours=1)).build_id
    third = publish_amounts(workshop, "1.00", "2.01", hour=2)
    assert first.split("-")[1] == second.split("-")[1] != third.split("-")[1]


def test_the_next_release_says_what_changed(workshop: Workshop) -> None:
    publish_amounts(workshop, "1.00", "2.00")
    publish_amounts(workshop, "1.00", "2.50", "3.00", hour=1)
    noted = json.loads((workshop.locations.current / "release.json").read_text())
    assert noted["changes"] == [
        "1 figure(s) added in documents that did not change",
        "1 figure(s) read differently in documents that did not change",
    ]


def test_a_document_that_came_is_named(workshop: Workshop) -> None:
    publish_amounts(workshop)
    workshop.finish_build(file_name="b.txt")
    changes = publish(workshop.locations, START + timedelta(hours=1)).changes
    assert changes == ["1 document(s) added: b.txt", "1 document(s) removed: a.txt"]


def test_a_refused_build_leaves_the_published_one_untouched(workshop: Workshop) -> None:
    build_id = publish_amounts(workshop, "1.00")
    before = workshop.locations.published_database.stat()
    workshop.finish_build(amounts=("2.00",))
    workshop.write_artifacts({NODES[2]: "fail"})
    with pytest.raises(GateRefusedError, match="figure_id_unique ended as fail"):
        publish(workshop.locations)
    assert published_build(workshop.locations) == (workshop.locations.builds_dir / build_id).resolve()
    assert workshop.locations.published_database.stat() == before
    assert read_amounts(workshop.locations.published_database) == ["1.00"]


def test_a_file_that_no_fresh_process_can_read_is_refused(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_amounts(workshop, "1.00")
    workshop.finish_build(amounts=("2.00",))

    def damage(database: Path, *_: object) -> release.BuildManifest:
        manifest = seal(database, *_)
        database.chmod(0o644)
        database.write_bytes(b"no database")
        database.chmod(0o444)
        return manifest

    seal = release.seal
    monkeypatch.setattr(release, "seal", damage)
    with pytest.raises(GateRefusedError, match="a fresh process could not read"):
        publish(workshop.locations)
    assert read_amounts(workshop.locations.published_database) == ["1.00"]


def test_only_what_analysts_use_is_published(workshop: Workshop) -> None:
    locations = workshop.finish_build()
    workshop.sql("create schema staging")
    workshop.sql("create table staging.stg_figures as select 1 as a")
    workshop.sql("create view figure as select figure_id from fct_figure")
    workshop.sql("comment on column figure.figure_id is 'which'")
    publish(locations, START)
    with duckdb.connect(str(locations.published_database), read_only=True) as connection:
        assert connection.sql("select count(*) from duckdb_tables() where schema_name <> 'main'").fetchone() == (0,)
        assert connection.sql("select * from figure").fetchall() == [("d1-1-2",)]
        comment = connection.sql("select comment from duckdb_columns() where table_name = 'figure'").fetchall()
        assert comment == [("which",)]


@pytest.mark.parametrize("lost", ["documents", "figures"])
def test_a_build_that_lost_much_is_not_published_unasked(workshop: Workshop, lost: str) -> None:
    publish_amounts(workshop, "1.00", "2.00", "3.00", "4.00")
    locations = workshop.finish_build(amounts=("1.00",) if lost == "figures" else ())
    if lost == "documents":
        workshop.sql("update dim_document set outcome = 'skipped'")
    with pytest.raises(GateRefusedError, match=f"{lost}.* in the last release, .* % fewer.*--allow-shrink"):
        publish(locations, START + timedelta(hours=1))
    assert len(read_amounts(locations.published_database)) == 4
    assert publish(locations, START + timedelta(hours=1), allow_shrink=True).rows["fct_figure"] < 4


def test_a_document_taken_away_takes_its_figures_with_it(workshop: Workshop) -> None:
    """Five documents of which one with most of the figures goes: nothing of what stayed is lost."""
    locations = workshop.finish_build(amounts=("1.00", "2.00", "3.00"))
    others = "insert into dim_document select 'd' || i, i || '.txt', i::varchar, 'ok' from range(2, 6) as t(i)"
    workshop.sql(others)
    publish(locations, START)
    locations = workshop.finish_build(amounts=())
    workshop.sql("delete from dim_document")
    workshop.sql(others)
    publish(locations, START + timedelta(hours=1))
    assert read_amounts(locations.published_database) == []


@pytest.mark.parametrize("damage", [b"no database", None])
def test_a_damaged_release_does_not_block_the_next(workshop: Workshop, damage: bytes | None) -> None:
    publish_amounts(workshop, "1.00")
    database = workshop.locations.published_database.resolve()
    database.unlink()
    if damage is not None:
        database.write_bytes(damage)
    publish_amounts(workshop, "2.00", hour=1)
    assert read_amounts(workshop.locations.published_database) == ["2.00"]


def test_a_build_that_cannot_be_deleted_stops_nothing(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    builds = [publish_amounts(workshop, f"{hour}.00", hour=hour) for hour in range(2)]

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("made for this test")

    monkeypatch.setattr("os.rmdir", refuse)
    assert remove_old_builds(workshop.locations, keep=1) == []
    monkeypatch.undo()
    assert [path.name for path in remove_old_builds(workshop.locations, keep=1)] == builds[:1]


def test_the_last_three_builds_are_kept(workshop: Workshop) -> None:
    builds = [publish_amounts(workshop, f"{hour}.00", hour=hour) for hour in range(5)]
    assert sorted(path.name for path in workshop.locations.builds_dir.iterdir()) == builds[2:]
    assert read_amounts(workshop.locations.published_database) == ["4.00"]


def test_readers_meet_a_whole_release_at_any_time(workshop: Workshop) -> None:
    publish_amounts(workshop, "0.00")
    database, stop, seen = workshop.locations.published_database, threading.Event(), set[tuple[str, ...]]()
    errors: list[Exception] = []

    def read() -> None:
        while not stop.is_set():
            try:
                # A reader resolves the pointer once and keeps to that file.
                seen.add(tuple(read_amounts(database.resolve())))
            except Exception as error:
                errors.append(error)
                return

    reader = threading.Thread(target=read)
    reader.start()
    for hour in range(1, 3):
        publish_amounts(workshop, f"{hour}.00", f"{hour}.00", hour=hour)
    stop.set()
    reader.join()
    assert errors == []
    assert seen <= {("0.00",), ("1.00", "1.00"), ("2.00", "2.00")}
    assert read_amounts(database) == ["2.00", "2.00"]


def test_the_warehouse_folder_can_be_moved(workshop: Workshop, tmp_path: Path) -> None:
    publish_amounts(workshop, "1.00")
    moved = workshop.locations.warehouse_dir.rename(tmp_path / "elsewhere")
    assert read_amounts(moved / "current" / "warehouse.duckdb") == ["1.00"]


def test_a_new_build_starts_empty_and_a_partial_one_from_the_last_one(workshop: Workshop) -> None:
    publish_amounts(workshop, "1.00")
    locations = workshop.locations
    assert list(start_build(locations).iterdir()) == [locations.input_dir], "dbt reads all that is extracted"
    assert locations.input_dir.resolve() == locations.extracted_dir.resolve()
    continue_build(workshop.locations)
    assert read_amounts(workshop.locations.next_database) == ["1.00"]
    workshop.sql("delete from fct_figure")
    assert read_amounts(workshop.locations.published_database) == ["1.00"]
