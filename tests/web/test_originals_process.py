"""Originals that take too much: they are told, and neither the server nor whoever looks at another one is held up."""

import hashlib
import io
import os
import shutil
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import duckdb
import pytest
from starlette.testclient import TestClient

from pipeline.locations import Locations
from pipeline.processes import children
from pipeline.reports import originals_process
from pipeline.reports.originals import NoOriginalError
from pipeline.reports.originals_process import BusyError, OriginalReaders, Question, ViewLimits, What
from pipeline.web.app import create_app

from ..conftest import RAW_DIR, Build
from ..writers.pdf import pdf_of_text

pytestmark = pytest.mark.slow
SEED = RAW_DIR / "hetang_final_2020.txt"
LIMITS = ViewLimits(seconds=6, memory_mb=400)
PATIENT = ViewLimits(seconds=120, memory_mb=400)


def nested_forms(levels: int) -> bytes:
    """A PDF of 2 kB whose page draws a form that draws another ten times, and so on: 10 to the power of the levels."""

    def stream(kind: str, body: str) -> str:
        return f"<< {kind} /Length {len(body)} >>\nstream\n{body}\nendstream"

    def holding(number: int) -> str:
        return f"/Resources << /XObject << /X {number} 0 R >> >>"

    form = "/Type /XObject /Subtype /Form /BBox [0 0 595 842]"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R {holding(5)} >>",
        stream("", "/X Do"),
        *(stream(f"{form} {holding(6 + level)}", "/X Do " * 10) for level in range(levels)),
        stream(form, "0 0 595 842 re 0.5 g f"),
    ]
    made, places = b"%PDF-1.4\n", list[int]()
    for number, text in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size, end = len(objects) + 1, len(made)
    made += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R >>\n".encode()
    return made + f"startxref\n{end}\n%%EOF".encode()


def large_text() -> bytes:
    """A disclosure of 40 MB, every row another."""
    rows = "".join(f"20{number:05d}\t科目{number}\t{number}.00\t{number}.00\t0.00\n" for number in range(900_000))
    return ("部门支出总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n" + rows).encode()


def archive_of(*members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number, data in enumerate(members):
            archive.writestr(f"{number}.txt", data)
    return out.getvalue()


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


@pytest.fixture(params=[LIMITS])
def readers(raw: Path, request: pytest.FixtureRequest) -> Iterator[OriginalReaders]:
    made = OriginalReaders(Locations(raw, raw), request.param)
    yield made
    made.close()
    until = time.monotonic() + 5
    while list(children(os.getpid())) and time.monotonic() < until:
        time.sleep(0.05)
    assert list(children(os.getpid())) == []


def asked(raw: Path, name: str, data: bytes, what: What, first: int = 1, last: int = 0) -> Question:
    """A question about a document, which is written first."""
    (raw / name).write_bytes(data)
    return Question(name, hashlib.sha256(data).hexdigest(), what, first, last)


def seconds(readers: OriginalReaders, question: Question) -> float:
    """Time until a question is refused."""
    started = time.monotonic()
    with pytest.raises(NoOriginalError, match=r"longer than 6 s|ended its process"):
        readers.look(question)
    return time.monotonic() - started


@pytest.mark.parametrize(("levels", "what"), [(5, "picture"), (9, "size")])
def test_a_page_that_takes_minutes_is_refused_and_not_tried_again(
    raw: Path, readers: OriginalReaders, levels: int, what: What
) -> None:
    question = asked(raw, "bomb.pdf", nested_forms(levels), what)
    first = seconds(readers, question)
    assert seconds(readers, question) < first / 2
    healthy = asked(raw, "a.pdf", pdf_of_text(SEED.read_text(encoding="utf-8")), "picture")
    assert readers.look(healthy)


def test_lines_that_take_too_long_are_refused_whichever_are_asked_for(raw: Path, readers: OriginalReaders) -> None:
    question = asked(raw, "a.txt", large_text() * 2, "lines", 1, 60)
    with pytest.raises(NoOriginalError):
        readers.look(question)
    with pytest.raises(NoOriginalError):
        readers.look(Question(question.file_name, question.sha256, "lines", 61, 120))


def test_an_archive_that_takes_too_long_to_open_is_refused(raw: Path, readers: OriginalReaders) -> None:
    member = b"\n" * (1 << 25) + b"0"
    data = archive_of(*(member[:-1] + str(number).encode() for number in range(40)))
    (raw / "a.zip").write_bytes(data)
    question = Question("a.zip/0.txt", hashlib.sha256(member).hexdigest(), "lines", 1, 60)
    with pytest.raises(NoOriginalError):
        readers.look(question)


def test_a_document_that_needs_more_memory_is_refused_and_the_next_is_read(
    raw: Path,
) -> None:
    readers = OriginalReaders(Locations(raw, raw), ViewLimits(seconds=60, memory_mb=60))
    with pytest.raises(NoOriginalError, match="memory"):
        readers.look(asked(raw, "a.txt", large_text(), "lines", 1, 60))
    # Read by eye: line 129 of the seed.
    _, lines = cast(
        tuple[int, tuple[str, ...]], readers.look(asked(raw, "b.txt", SEED.read_bytes(), "lines", 129, 129))
    )
    assert "行政运行" in lines[0]
    readers.close()


@pytest.mark.parametrize("readers", [PATIENT], indirect=True)
def test_what_was_read_once_is_answered_at_once(raw: Path, readers: OriginalReaders) -> None:
    data = pdf_of_text(SEED.read_text(encoding="utf-8"))
    question = asked(raw, "a.pdf", data, "lines", 1, 60)
    process = list(children(os.getpid()))
    readers.look(question)
    (raw / "a.pdf").unlink()
    readers.look(Question(question.file_name, question.sha256, "lines", 61, 120))
    readers.look(question)
    assert list(children(os.getpid())) or not process


def test_what_is_remembered_is_bounded(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = pdf_of_text(SEED.read_text(encoding="utf-8"))
    readers = OriginalReaders(Locations(raw, raw), PATIENT)
    first = readers.look(asked(raw, "a.pdf", data, "picture", 1))
    assert isinstance(first, bytes)
    monkeypatch.setattr(originals_process, "REMEMBERED", 3 * len(first))
    for page in range(1, 9):
        readers.look(asked(raw, "a.pdf", data, "picture", page))
    assert readers.remembered <= 3 * len(first)
    readers.close()


@pytest.mark.parametrize("readers", [PATIENT], indirect=True)
def test_pages_that_are_asked_for_together_are_drawn(raw: Path, readers: OriginalReaders) -> None:
    """PDFium bears no two calls at once."""
    data = pdf_of_text(SEED.read_text(encoding="utf-8"))
    questions = [asked(raw, "a.pdf", data, "picture", page) for page in range(1, 8)]
    with ThreadPoolExecutor(7) as threads:
        pictures = list(threads.map(lambda number: readers.look(questions[number % 7]), range(63)))
    assert all(pictures[number] == pictures[number % 7] for number in range(63))


def test_whoever_comes_while_too_much_is_asked_is_told_to_come_again(
    raw: Path, readers: OriginalReaders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(originals_process, "MOST_WAITING", 1)
    question = asked(raw, "bomb.pdf", nested_forms(9), "size")
    with ThreadPoolExecutor(2) as threads:
        # The same question twice is one.
        both = [threads.submit(seconds, readers, question) for _ in range(2)]
        time.sleep(1)
        with pytest.raises(BusyError):
            readers.look(asked(raw, "a.txt", SEED.read_bytes(), "lines"))
        assert all(one.result() > 0 for one in both)


@pytest.fixture
def client(built: Build, raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A release one document of which is a PDF that takes minutes."""
    data = nested_forms(5)
    (raw / "bomb.pdf").write_bytes(data)
    shutil.copy(SEED, raw)
    published = tmp_path / "warehouse" / "current" / "warehouse.duckdb"
    published.parent.mkdir(parents=True)
    shutil.copy(built.warehouse_dir / "current" / "warehouse.duckdb", published)
    published.chmod(0o600)
    with duckdb.connect(str(published)) as release:
        one = "where document_id = (select document_id from dim_document where file_name = 'shifeng_final_2020.txt')"
        for table in ("fct_figure", "fct_narrative_figure"):
            release.execute(
                f"update {table} set source_page = 1, source_x0 = 10, source_top = 10, source_x1 = 20,"
                f" source_bottom = 20 {one}"
            )
        release.execute(
            f"update dim_document set file_name = 'bomb.pdf', sha256 = '{hashlib.sha256(data).hexdigest()}' {one}"
        )
    monkeypatch.setenv("YUJUESUAN_VIEW_SECONDS", str(LIMITS.seconds))
    with TestClient(create_app(Locations(raw, tmp_path / "warehouse"))) as opened:
        yield opened


def page_of(client: TestClient, body: str) -> str:
    """The address of the document of a body."""
    documents = client.get("/coverage", params={"format": "json"}).json()["tables"]["documents"]
    return str(next(row["title_address"] for row in documents if body in row["department_name"]))


def test_the_page_of_such_a_document_says_so_and_other_pages_go_on(client: TestClient) -> None:
    hostile, healthy = page_of(client, "石峰"), page_of(client, "荷塘")
    with ThreadPoolExecutor(1) as threads:
        page = threads.submit(client.get, hostile)
        time.sleep(0.5)
        assert client.get("/findings").status_code == 200
        assert client.get("/dictionary").status_code == 200
        assert not page.done()
        answer = page.result()
    assert answer.status_code == 200
    assert "超过 6 秒仍未读完，已停止" in answer.text
    assert "读出的数字" in answer.text
    assert client.get(f"{hostile}/pages/1.png").status_code == 404
    assert "已停止" not in client.get(healthy).text
    findings = client.get("/findings", params={"body": "石峰", "format": "json"}).json()["tables"]["findings"]
    assert "已停止" in client.get(findings[0]["message_address"]).text


def test_a_page_that_is_asked_for_when_too_much_is_asked_is_not_remembered(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    healthy = page_of(client, "荷塘")
    monkeypatch.setattr(originals_process, "MOST_WAITING", 0)
    answer = client.get(healthy)
    assert answer.status_code == 503
    assert "请稍后再试" in answer.text
    assert int(answer.headers["retry-after"]) > 0
    monkeypatch.undo()
    assert client.get(healthy).status_code == 200
