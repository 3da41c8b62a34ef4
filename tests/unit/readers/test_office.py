"""What only an office program reads, by way of LibreOffice where it is installed."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.extraction.page.document import Document, Refusal
from pipeline.extraction.readers import external, office
from pipeline.extraction.readers.office import claims, read

pytestmark = pytest.mark.slow

needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None, reason=f"needs LibreOffice: apt-get install {office.PACKAGES}"
)
# A table of two rows with Chinese text: RTF tells characters by their code.
RTF = (
    rb"{\rtf1\ansi \u25910?\u25903?\u24635?\u34920?\par \trowd\cellx2000\cellx4000\intbl \u39033?\u30446?\cell "
    rb"\u37329?\u39069?\cell\row\trowd\cellx2000\cellx4000\intbl \u25945?\u32946?\cell 1,234.50\cell\row\pard \par}"
)


@needs_office
def test_rich_text_is_read_as_a_word_document() -> None:
    assert claims(RTF)
    found = read(RTF)
    assert isinstance(found, Document), found
    assert found.format == "doc"
    assert [line for line in found.lines if line.strip()] == ["收支总表", "项目\t金额", "教育\t1,234.50"]


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.extraction.readers.office.find_program", lambda *names: None)
    found = read(RTF)
    assert isinstance(found, Refusal)
    assert found.reason_code == "missing_program"
    assert "libreoffice-writer-nogui" in found.detail


def test_a_program_that_takes_too_long_is_ended_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.extraction.readers.limits.PROGRAM_SECONDS", 1)
    folder = tmp_path
    ran = external.run(["sh", "-c", "sleep 50 & echo $! > child; sleep 50"], folder)
    assert ran.timed_out
    child = int((folder / "child").read_text())
    for _ in range(100):
        if not _runs(child):
            break
        time.sleep(0.05)
    assert not _runs(child)


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def test_a_program_gets_none_of_our_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET", "x")
    assert b"A_SECRET" not in external.run(["env"], tmp_path).output


def test_a_program_that_writes_too_much_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.extraction.readers.limits.UNPACKED_BYTES", 1_000_000)
    assert external.run(["cat", "/dev/zero"], tmp_path).overflowed


def test_a_program_starts_also_under_a_lower_limit_of_our_own(tmp_path: Path) -> None:
    code = (
        "import resource, pathlib\n"
        "resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))\n"
        "from pipeline.extraction.readers import external\n"
        f"print(external.run(['echo', 'x'], pathlib.Path({str(tmp_path)!r})).output)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "b'x\\n'"
