"""Archives: the members, their names made safe, and nothing beyond the limits."""

import gzip
import hashlib
import io
import random
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from pipeline.extraction.archives import DEEPEST, expand
from pipeline.extraction.limits import Limits
from pipeline.extraction.page.document import Archive, Refusal
from pipeline.extraction.readers import archive
from pipeline.extraction.readers.archive import claims, read
from pipeline.extraction.readers.archive.names import safe
from pipeline.extraction.readers.pdf import reader as pdf
from pipeline.extraction.readers.registry import holds_files, read_bytes
from tests.writers.archives import rar

needs_bsdtar = pytest.mark.skipif(
    shutil.which("bsdtar") is None, reason="needs bsdtar: apt-get install libarchive-tools"
)


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members:
            target.writestr(name, data)
    return out.getvalue()


def names(data: bytes) -> list[str]:
    found = read(data)
    assert isinstance(found, Archive), found
    return [member.name for member in found.members]


def code(data: bytes) -> str:
    found = read(data)
    assert isinstance(found, Refusal), found
    return found.reason_code


def test_members_keep_their_folders_and_litter_is_left_out() -> None:
    data = zipped(
        ("2017/收支总表.xls", b"a"), ("2017/", b""), ("__MACOSX/._a", b"b"), ("a/~$b.doc", b"c"), ("Thumbs.db", b"d")
    )
    assert claims(data)
    assert names(data) == ["2017/收支总表.xls"]


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_an_archive_that_begins_with_a_stored_pdf_is_still_an_archive(kind: str) -> None:
    """Its PDF stands within the first bytes, as that of a PDF with junk before it does."""
    members = {"a.pdf": b"%PDF-1.4 first", "b.pdf": b"%PDF-1.4 second"}
    out = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
            for name, data in members.items():
                target.writestr(name, data)
    else:
        with tarfile.open(fileobj=out, mode="w") as tar:
            for name, data in members.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(data)
                tar.addfile(entry, io.BytesIO(data))
    assert holds_files(out.getvalue())
    found = read_bytes(out.getvalue())
    assert isinstance(found, Archive)
    assert [member.name for member in found.members] == ["a.pdf", "b.pdf"]


def test_a_pdf_with_junk_before_it_is_one() -> None:
    assert pdf.claims(b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.4")


def test_names_in_gbk_are_read() -> None:
    data = zipped(("AAAAAAAA.xls", b"a"))
    raw = "收支总表".encode("gbk")
    assert names(data.replace(b"AAAAAAAA", raw)) == ["收支总表.xls"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "etc/passwd"), ("..\\..\\a.xls", "a.xls"), ("C:\\a\\b.xls", "a/b.xls"),
        ("/abs/a", "abs/a"),
        ("a/./b//c", "a/b/c"), ("..", "unnamed"), ("a\x00\nb", "ab"), ("x" * 999, "x" * 240),
    ],
)  # fmt: skip
def test_a_name_leads_nowhere(name: str, kept: str) -> None:
    assert safe(name) == kept


def test_a_member_without_a_name_costs_nothing() -> None:
    """``zipfile`` looks at the last sign of a name, and a name may have none."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo(""), b"text")
        archive.writestr("a.txt", b"text")
    assert names(packed.getvalue()) == ["unnamed", "a.txt"]


def test_a_bomb_is_refused_and_the_other_members_are_read() -> None:
    data = zipped(("bomb", b"\x00" * 60_000_000), ("a.txt", b"x"))
    found = read(data)
    assert isinstance(found, Archive)
    assert [member.name for member in found.members] == ["a.txt"]
    assert [(name, refusal.reason_code) for name, refusal in found.refused] == [("bomb", "zip_bomb")]


def test_archives_in_archives_are_unpacked_to_a_depth(tmp_path: Path) -> None:
    data = zipped(("deepest.txt", b"x"))
    for depth in range(DEEPEST):
        data = zipped(("inner.zip", data), (f"{depth}.txt", b"y%d" % depth))
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    listing = expand(path, hashlib.sha256(data).hexdigest(), tmp_path / "members", Limits())
    assert listing is not None
    assert [member.name.rpartition("/")[2] for member in listing.members] == ["0.txt", "1.txt", "2.txt"]
    assert [reason for _, reason, _ in listing.refused] == ["too_deep"]


def test_an_encrypted_member_is_refused() -> None:
    data = bytearray(zipped(("a.txt", b"x")))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert code(bytes(data)) == "encrypted"


def test_too_many_members_and_too_much_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped(*((f"{number}.txt", b"x" * 100) for number in range(5)))
    monkeypatch.setattr("pipeline.extraction.readers.limits.ARCHIVE_MEMBERS", 3)
    found = read(data)
    assert isinstance(found, Archive)
    assert (len(found.members), found.refused[0][1].reason_code) == (3, "too_large")
    monkeypatch.setattr("pipeline.extraction.readers.limits.UNPACKED_BYTES", 250)
    found = read(data)
    assert isinstance(found, Archive)
    assert len(found.members) == 2
    monkeypatch.setattr("pipeline.extraction.readers.limits.MEMBERS", 4)
    assert code(data) == "too_large"


def test_tar_and_gzip_are_read() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as target:
        info = tarfile.TarInfo("../表.txt")
        info.size = 1
        target.addfile(info, io.BytesIO(b"x"))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        target.addfile(link)
    assert names(out.getvalue()) == ["表.txt"]
    assert names(gzip.decompress(out.getvalue())) == ["表.txt"]
    assert names(gzip.compress(b"text")) == ["content"]


def test_every_entry_of_an_archive_that_is_no_file_has_its_outcome() -> None:
    out = io.BytesIO()
    kinds = (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.DIRTYPE)
    with tarfile.open(fileobj=out, mode="w") as target:
        for number, kind in enumerate(kinds):
            info = tarfile.TarInfo(f"../{number}")
            info.type, info.linkname = kind, "/etc/passwd"
            target.addfile(info)
        target.addfile(tarfile.TarInfo("/etc/a.txt"), io.BytesIO())
    found = read(out.getvalue())
    assert isinstance(found, Archive)
    assert [member.name for member in found.members] == ["etc/a.txt"]
    assert [(name, refusal.reason_code, refusal.detail) for name, refusal in found.refused] == [
        ("0", "not_a_file", "a link in an archive"),
        ("1", "not_a_file", "a hard link in an archive"),
        ("2", "not_a_file", "a named pipe in an archive"),
        ("3", "not_a_file", "a character device in an archive"),
        ("4", "not_a_file", "a block device in an archive"),
    ]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        target.writestr(link, "/etc/passwd")
        target.writestr("a.txt", "x")
    found = read(packed.getvalue())
    assert isinstance(found, Archive)
    assert [(name, refusal.reason_code) for name, refusal in found.refused] == [("link", "not_a_file")]


@needs_bsdtar
def test_rar_is_read_by_bsdtar() -> None:
    data = rar("2017/收支总表.xls", b"content")
    assert claims(data)
    found = read(data)
    assert isinstance(found, Archive)
    assert [(member.name, member.data) for member in found.members] == [("2017/收支总表.xls", b"content")]
    assert code(data[:40]) in ("damaged", "empty")


@needs_bsdtar
def test_seven_zip_is_read_by_bsdtar(tmp_path: Path) -> None:
    (tmp_path / "表.txt").write_bytes(b"content")
    subprocess.run(
        ["bsdtar", "-c", "--format", "7zip", "-f", "a.7z", "表.txt"],
        cwd=tmp_path,
        check=True,
        env={"LC_ALL": "C.UTF-8"},
    )
    assert names((tmp_path / "a.7z").read_bytes()) == ["表.txt"]


@needs_bsdtar
def test_of_what_bsdtar_says_the_reason_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(random.Random(1).randbytes(5000))
    subprocess.run(["bsdtar", "-c", "--format", "7zip", "-f", "a.7z", "a.txt"], cwd=tmp_path, check=True)
    found = read((tmp_path / "a.7z").read_bytes()[:-20])
    assert isinstance(found, Refusal)
    assert found.detail == "bsdtar: Damaged 7-Zip archive"


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.extraction.readers.archive.reader.find_program", lambda *names: None)
    found = archive.read(rar("a.txt", b"x"))
    assert isinstance(found, Refusal)
    assert found.reason_code == "missing_program"
    assert "libarchive-tools" in found.detail


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04" + b"\x00" * 50, b"\x1f\x8b\x08\x00broken", b"PK\x05\x06" + b"\x00" * 18]
)
def test_damaged_and_empty_archives_say_so(data: bytes) -> None:
    assert code(data) in ("damaged", "empty")
