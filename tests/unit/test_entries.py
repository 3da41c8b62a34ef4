"""Every entry of the raw folder has an outcome, whatever it is and whatever it is called; nothing outside is read."""

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.extraction.entries import printable, scan, shown


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "a.txt").write_text("a")
    return folder


def names(raw: Path) -> list[str]:
    return [file.name for file in scan(raw).files]


def reasons(raw: Path) -> dict[str, str]:
    return {name: refusal.reason_code for name, refusal in scan(raw).refused.items()}


def test_sub_folders_are_read_in_order_of_their_names(raw: Path) -> None:
    (raw / "2020" / "深").mkdir(parents=True)
    (raw / "2020" / "深" / "b.txt").write_text("b")
    (raw / "0.txt").write_text("0")
    assert names(raw) == ["0.txt", "2020/深/b.txt", "a.txt"]


def test_what_is_no_file_is_told_and_never_opened(raw: Path) -> None:
    os.mkfifo(raw / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(raw / "socket"))
    (raw / "link to a pipe").symlink_to("pipe.txt")
    (raw / "device").symlink_to("/dev/zero")
    (raw / ".hidden").mkdir()
    assert names(raw) == ["a.txt"]
    assert reasons(raw) == {
        "pipe.txt": "not_a_file",
        "socket": "not_a_file",
        "link to a pipe": "not_a_file",
        "device": "link_outside",
        ".hidden": "hidden",
    }


def test_a_link_is_read_inside_and_refused_outside(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("s")
    (tmp_path / "folder").mkdir()
    (raw / "in.txt").symlink_to("a.txt")
    (raw / "out.txt").symlink_to(tmp_path / "secret.txt")
    (raw / "outfolder").symlink_to(tmp_path / "folder")
    (raw / "up").symlink_to("..")
    (raw / "sub").mkdir()
    (raw / "sub" / "round").symlink_to("../sub")
    (raw / "gone.txt").symlink_to("nothing")
    (raw / "loop").symlink_to("loop")
    assert names(raw) == ["a.txt", "in.txt"]
    assert reasons(raw) == {
        "out.txt": "link_outside",
        "outfolder": "link_outside",
        "up": "link_outside",
        "sub/round": "linked_folder",
        "gone.txt": "unreadable",
        "loop": "unreadable",
    }


def test_links_outside_are_followed_where_that_is_allowed(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YUJUESUAN_FOLLOW_LINKS", "1")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "b.txt").write_text("b")
    (tmp_path / "other" / "back").symlink_to("../other")
    (raw / "other").symlink_to(tmp_path / "other")
    assert names(raw) == ["a.txt", "other/b.txt"]


def test_a_raw_folder_may_be_a_link(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(raw)
    assert names(tmp_path / "link") == ["a.txt"]


def test_names_that_are_no_utf8_are_shown_and_stay_apart(raw: Path) -> None:
    for name in (b"\xce\xc4.txt", b"\xff\n\x1b[31m.txt", rb"\xff\x0a\x1b[31m.txt"):
        Path(os.fsdecode(os.fsencode(raw) + b"/" + name)).write_text("x")
    found = names(raw)
    assert len(set(found)) == 4
    assert "文.txt" in found  # GB18030
    assert not any("\n" in name or "\x1b" in name for name in found)


@pytest.fixture
def deep(raw: Path) -> Iterator[Path]:
    """Deeper than a path can name; taken away by a program that can, since Python's own deleting cannot."""
    yield raw
    subprocess.run(["rm", "-rf", "--", str(raw)], check=True)


def test_a_folder_deeper_than_any_path_is_told_where_it_is_left(deep: Path) -> None:
    raw = deep
    here = os.open(raw, os.O_RDONLY)
    for _ in range(300):
        os.mkdir("d" * 20, dir_fd=here)
        below = os.open("d" * 20, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    assert names(raw) == ["a.txt"]
    assert set(reasons(raw).values()) == {"too_deep"}


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser can list every folder")
def test_a_folder_that_cannot_be_listed_is_told(raw: Path) -> None:
    (raw / "shut").mkdir(mode=0o000)
    assert scan(raw).unreadable == ["shut/"]


def test_control_signs_never_reach_the_terminal() -> None:
    assert shown("a\x1b[2Jb\r\u202e") == "a\\x1b[2Jb\\x0d\\u202e"
    assert printable("one\ttwo\nthree\x07") == "one\ttwo\nthree\\x07"
    assert shown("中文 名") == "中文 名"


def test_names_in_gb18030_are_shown_in_chinese() -> None:
    """As archives from Windows are unpacked; some bytes of such a name may look like UTF-8."""
    name = "中国".encode("gb18030")
    assert shown(name + b".txt") == "中国.txt"
    assert shown("部门/".encode() + name) == "部门/中国"
    assert shown(os.fsdecode(name)) == "中国"
    assert shown(b"\xff\xfe") == "\\xff\\xfe"
