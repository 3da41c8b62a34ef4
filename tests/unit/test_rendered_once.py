"""Rendered SQL that is kept is what rendering gives, for every folder; what is damaged is rendered again."""

from pathlib import Path

import pytest

from pipeline.locations import DBT_PROJECT_DIR
from pipeline.transformation import rendered_once
from pipeline.transformation.rendered import render
from pipeline.transformation.rendered_once import render_once

_WANTED = ["stg_lines", "int_codes"]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(rendered_once, "KEPT_DIR", tmp_path / "kept")
    return tmp_path / "kept"


@pytest.mark.parametrize("folder", ["extracted", "o'h [x] {y} 中文*"])
def test_kept_sql_reads_the_folder_that_is_asked_for(folder: str, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = render(DBT_PROJECT_DIR, Path(folder), _WANTED)
    assert render_once(Path("another"), _WANTED) != expected
    with monkeypatch.context() as patch:
        patch.delattr(rendered_once, "render")
        assert render_once(Path(folder), _WANTED) == expected
    assert len(list(kept.rglob("*.json"))) == 1


@pytest.mark.parametrize("content", ["", "[", "[[1]]", "{}"])
def test_what_is_damaged_is_rendered_again(content: str, kept: Path) -> None:
    expected = render_once(Path("extracted"), _WANTED)
    (file,) = kept.rglob("*.json")
    file.write_text(content, encoding="utf-8")
    assert render_once(Path("extracted"), _WANTED) == expected


def test_another_state_of_the_project_takes_the_place_of_the_earlier(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = render_once(Path("extracted"), _WANTED)
    monkeypatch.setattr(rendered_once, "_fingerprint", lambda: "another")
    assert render_once(Path("extracted"), _WANTED) == expected
    assert [folder.name for folder in kept.iterdir()] == ["another"]


def test_a_project_that_cannot_be_written_to_is_rendered_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(rendered_once, "KEPT_DIR", tmp_path / "file")
    assert render_once(Path("extracted"), _WANTED) == render(DBT_PROJECT_DIR, Path("extracted"), _WANTED)
