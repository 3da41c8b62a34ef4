"""The original of a document, wherever the raw folder has it: as a file, or in an archive."""

import gzip
import hashlib
import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from pipeline.locations import Locations
from pipeline.reports.originals import NoOriginalError, original_of

TEXT = "部门收支总表\n单位：万元\n基本支出\t51.15\n"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, data)
    return out.getvalue()


def tarred(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


@pytest.mark.parametrize(
    ("archive", "name", "data"),
    [
        ("公开.zip", "公开.zip/2020/决算.txt", zipped("2020/决算.txt", TEXT.encode())),
        ("公开.tar.gz", "公开.tar.gz/决算.txt", tarred("决算.txt", TEXT.encode())),
        ("区/公开.zip", "区/公开.zip/里.zip/决算.txt", zipped("里.zip", zipped("决算.txt", TEXT.encode()))),
        ("公开.gz", "公开.gz/公开", gzip.compress(TEXT.encode(), mtime=0)),
    ],
)
def test_what_stands_in_an_archive_is_shown(tmp_path: Path, archive: str, name: str, data: bytes) -> None:
    path = tmp_path / archive
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    original = original_of(Locations(tmp_path, tmp_path), name, digest(TEXT.encode()))
    assert "基本支出\t51.15" in original.lines()


def test_a_member_that_changed_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped("a.txt", b"another"))
    with pytest.raises(NoOriginalError, match="changed"):
        original_of(Locations(tmp_path, tmp_path), "a.zip/a.txt", digest(TEXT.encode()))


def test_a_file_whose_name_is_no_unicode_is_shown(tmp_path: Path) -> None:
    # As unpacked from a Chinese Windows: the bytes of the name are GB18030.
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "决算.txt".encode("gb18030")))).write_bytes(TEXT.encode())
    assert original_of(Locations(tmp_path, tmp_path), "决算.txt", digest(TEXT.encode())).data == TEXT.encode()


@pytest.mark.parametrize("name", ["../secret.txt", "gone.txt", "/etc/hostname", "a/../../secret.txt", "link.txt", ""])
def test_nothing_outside_the_raw_folder_is_opened(tmp_path: Path, name: str) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (tmp_path / "secret.txt").write_bytes(TEXT.encode())
    (raw / "link.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(NoOriginalError, match="is not in the raw folder"):
        original_of(Locations(raw, tmp_path), name, digest(TEXT.encode()))
