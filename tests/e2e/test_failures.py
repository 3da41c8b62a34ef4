"""What a person is told when something is wrong: what, where, what was expected, what to do. And nothing is harmed."""

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import duckdb
import pytest

from pipeline.extraction.folder import extract_folder
from pipeline.processes import children
from pipeline.publication.lock import single_writer

from ..conftest import RAW_DIR, YUJUESUAN, Build, run_command


@pytest.fixture
def copy(built: Build, tmp_path: Path) -> Path:
    """A copy of the built warehouse that a test may damage."""
    return Path(shutil.copytree(built.warehouse_dir, tmp_path / "warehouse", symlinks=True))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("build", "--raw", "/nowhere"), ("/nowhere does not exist", "--raw")),
        (("status", "--warehouse", "/nowhere"), ("No warehouse is published in /nowhere", "make warehouse")),
        (("sql", "select 1", "--warehouse", "/nowhere"), ("No warehouse is published", "--warehouse")),
        (("trace", "x", "--warehouse", "/nowhere"), ("No warehouse is published", "yujuesuan build")),
        (("docs", "--warehouse", "/nowhere"), ("No warehouse is published", "yujuesuan build")),
        (("coverage", "--warehouse", "/nowhere"), ("Nothing is extracted in /nowhere/extracted", "yujuesuan build")),
    ],
)
def test_a_missing_folder_is_named_with_the_way_out(arguments: tuple[str, ...], told: tuple[str, ...]) -> None:
    outcome = run_command(*arguments)
    assert outcome.returncode == 1
    assert outcome.stdout == ""
    assert outcome.stderr.startswith("Error: ")
    assert outcome.stderr.count("Error") == 1
    assert "Traceback" not in outcome.stderr
    assert all(part in outcome.stderr for part in told), outcome.stderr


def test_a_check_of_a_missing_file_names_it() -> None:
    outcome = run_command("check", "/nowhere/a.txt")
    assert outcome.returncode == 2
    assert outcome.stderr == "Error: No such file: /nowhere/a.txt\n"


def test_a_check_of_a_pipe_says_that_it_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    outcome = run_command("check", str(tmp_path / "pipe.txt"))
    assert outcome.returncode == 2
    assert outcome.stderr == f"Error: No regular file, so it is not read: {tmp_path}/pipe.txt\n"


def test_folders_can_come_from_the_environment(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    outcome = run_command("build", RAW_DIR=str(tmp_path / "raw"), WAREHOUSE_DIR=str(tmp_path / "warehouse"))
    assert outcome.returncode == 1
    assert f"The raw folder {tmp_path / 'raw'} holds no file" in outcome.stderr
    assert not (tmp_path / "warehouse").exists()


def test_a_wrong_query_gets_the_answer_of_the_database(built: Build) -> None:
    outcome = run_command("sql", "select amount from fct_figure", "--warehouse", built.warehouse_dir)
    assert outcome.returncode == 1
    assert "amount_yuan" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_nobody_writes_through_the_prompt(built: Build) -> None:
    outcome = run_command("sql", "delete from fct_figure", "--warehouse", built.warehouse_dir)
    assert outcome.returncode == 1
    assert "read-only" in outcome.stderr


def test_an_unknown_figure_says_how_ids_look(built: Build) -> None:
    outcome = run_command("trace", "nonsense", "--warehouse", built.warehouse_dir)
    assert outcome.returncode == 1
    assert "No figure 'nonsense'" in outcome.stderr
    for form in ("figure_id", "narrative_figure_id", "finding_id", "<department_year_id>:<column>"):
        assert form in outcome.stderr
    assert "<document>-<line>-<field>" in outcome.stderr


def test_a_second_writer_is_sent_away_while_readers_read_on(copy: Path) -> None:
    with single_writer(copy / "writer.lock"):
        outcome = run_command("build", "--raw", RAW_DIR, "--warehouse", copy)
        reader = run_command("sql", "select count(*) from fct_figure", "--warehouse", copy)
    assert outcome.returncode == 1
    assert "is being written by process" in outcome.stderr
    assert reader.returncode == 0


def extracted_again(warehouse: Path) -> list[str]:
    said: list[str] = []
    extract_folder(RAW_DIR, warehouse / "extracted", progress=said.append)
    return said


def _written(warehouse: Path) -> tuple[int, int, int]:
    """What tells that the published file was not written since; reading it changes its time of access."""
    found = (warehouse / "current" / "warehouse.duckdb").stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def test_a_raw_folder_that_lost_its_documents_is_not_published(copy: Path, tmp_path: Path) -> None:
    """As an unmounted folder looks: one stray file is left."""
    before = (copy / "current").resolve()
    content = _written(copy)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "desktop.ini").write_text("[.ShellClassInfo]\n")
    outcome = run_command("build", "--raw", tmp_path / "raw", "--warehouse", copy)
    assert outcome.returncode == 1
    assert re.search(r"^Error: Step extracted failed\. The build was not published", outcome.stderr)
    assert "5 of the 5 known documents are gone" in outcome.stderr
    assert "--allow-shrink" in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert (copy / "current").resolve() == before
    assert _written(copy) == content
    # Nor is anything that was read of them given up: an hour later they are there again.
    assert "0 extracted, 5 unchanged, 0 removed" in "".join(extracted_again(copy))


def test_damaged_caches_and_files_of_others_are_made_anew_one_document_never_stops_the_night_and_one_may_go(
    copy: Path, tmp_path: Path
) -> None:
    """An account number for an amount costs itself; half a manifest, a strange file among the extracted ones."""
    raw = tmp_path / "raw"
    shutil.copytree(RAW_DIR, raw)
    text = (raw / "hetang_final_2020.txt").read_text(encoding="utf-8")
    assert "59.59万元" in text
    wild = text.replace("59.59万元", "12345678901234567890.59万元", 1)
    (raw / "wild.txt").write_text(wild, encoding="utf-8")
    (raw / "luancheng_budget_2020.txt").unlink()
    figures = copy / "extracted" / "figures"
    shutil.copyfile(next(figures.glob("*.parquet")), figures / "foreign.parquet")
    manifest = copy / "dbt" / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8")[:5000], encoding="utf-8")
    outcome = run_command("build", "--raw", raw, "--warehouse", copy)
    assert outcome.returncode == 0, outcome.stderr
    assert "4 ok, 1 partial" in outcome.stdout
    assert re.search(
        r"partial +wild\.txt: The text prints numbers that no amount can be.*12345678901234567890", outcome.stdout
    )
    assert "1 document(s) removed: luancheng_budget_2020.txt" in outcome.stdout
    with duckdb.connect(str(copy / "current" / "warehouse.duckdb"), read_only=True) as connection:
        names = connection.execute("select file_name from dim_document order by file_name").fetchall()
    assert names == sorted((path.name,) for path in raw.iterdir())


def test_nothing_new_is_nothing_done(copy: Path) -> None:
    outcome = run_command("build", "--raw", RAW_DIR, "--warehouse", copy)
    assert outcome.returncode == 0, outcome.stderr
    assert re.search(r"^Nothing has changed since build \S+: .*Nothing to do", outcome.stdout)


def test_a_closed_pipe_is_no_failure(built: Build) -> None:
    command = (
        f"set -o pipefail; '{YUJUESUAN}' sql 'select * from dim_region' --warehouse '{built.warehouse_dir}' | head -1"
    )
    outcome = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (outcome.returncode, outcome.stderr) == (0, "")


@pytest.mark.parametrize(
    "query",
    [
        "from read_text('/etc/hostname')",
        "copy (select 1) to 'x.csv'",
        # DuckDB's own lock leaves a query the file that is open, and its log.
        "copy (select 'gone') to '{file}' (format csv, header false, use_tmp_file false)",
        "copy (select 'gone') to '{file}.wal'",
        "install httpfs",
        "call enable_logging(storage_path = 'x')",
    ],
)
def test_a_query_cannot_leave_the_warehouse(built: Build, query: str) -> None:
    file = built.database.resolve()
    before = file.read_bytes()
    outcome = run_command("sql", query.format(file=file), "--warehouse", built.warehouse_dir)
    assert outcome.returncode == 1
    assert outcome.stderr.startswith("Error: A release answers ")
    assert "--unsafe" in outcome.stderr
    assert file.read_bytes() == before
    assert not file.with_name(f"{file.name}.wal").exists()


def test_a_query_that_ends_its_process_is_told_in_a_sentence(built: Build) -> None:
    query = "select json_structure(repeat('[', 300000) || repeat(']', 300000))"
    outcome = run_command("sql", query, "--warehouse", built.warehouse_dir)
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith("Error: The query ended the process that ran it (SIGSEGV)")
    assert outcome.stderr.count("\n") == 1


def test_a_query_without_end_is_ended_in_time_and_by_who_asked(built: Build) -> None:
    query = "select count(*) from fct_figure a, fct_figure b, fct_figure c, fct_figure d"
    outcome = run_command("sql", query, "--warehouse", built.warehouse_dir, YUJUESUAN_QUERY_SECONDS="1")
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith("Error: The query took longer than 1 s and was ended; YUJUESUAN_QUERY_SECONDS")
    asked = [YUJUESUAN, "sql", query, "--warehouse", built.warehouse_dir]
    process = subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 60
    while not (below := list(children(process.pid))) and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    said, complaint = process.communicate(timeout=60)
    assert (process.returncode, said, complaint) == (128 + signal.SIGINT, "", "Error: The query was stopped.\n")
    assert below
    assert not [pid for pid in below if Path(f"/proc/{pid}").exists()]


@pytest.mark.parametrize("encoding", ["ascii:strict", "utf-8:strict", "gbk:strict", "latin-1"])
def test_a_terminal_that_cannot_write_a_sign_gets_the_others(built: Build, encoding: str) -> None:
    query = "select department_name, 42 as answer, '\U0001f600' as smile from dim_department"
    for command in (("sql", query), ("status",), ("coverage",), ("trace", "e78fc35cf01b72e0-292-18")):
        outcome = subprocess.run(
            [YUJUESUAN, *command, "--warehouse", built.warehouse_dir],
            env=os.environ | {"PYTHONIOENCODING": encoding},
            capture_output=True,
            check=False,
        )
        assert (outcome.returncode, outcome.stderr) == (0, b""), command
        assert outcome.stdout


def test_a_file_of_queries_says_whether_all_were_answered(built: Build) -> None:
    def asked(queries: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [YUJUESUAN, "sql", "--warehouse", built.warehouse_dir],
            input=queries,
            capture_output=True,
            text=True,
            check=False,
        )

    good = asked("select 41 + 1 as answer;\nselect count(*) from release;\n")
    assert (good.returncode, good.stderr) == (0, "")
    assert "42" in good.stdout
    bad = asked("copy (select 1) to 'x';\nselect json_structure(repeat('[', 300000));\nselect 41 + 1 as answer;\n")
    assert (bad.returncode, bad.stderr) == (1, "")
    assert "A release answers queries only" in bad.stdout
    assert "42" in bad.stdout


def test_under_a_locale_of_other_signs_a_chinese_name_is_the_same_file_and_a_query_is_understood(
    built: Build, tmp_path: Path
) -> None:
    made = shutil.which("localedef") and subprocess.run(
        ["localedef", "-i", "zh_CN", "-f", "GB18030", str(tmp_path / "zh_CN.GB18030")], capture_output=True, check=False
    )
    if not made or not (tmp_path / "zh_CN.GB18030").is_dir():
        pytest.skip("the sources of locales are missing: apt-get install locales")
    document = tmp_path / "株洲市 决算.txt"
    shutil.copy(RAW_DIR / "hetang_final_2020.txt", document)
    signs = os.environ | {"LOCPATH": str(tmp_path), "LC_ALL": "zh_CN.GB18030"}
    outcome = subprocess.run([YUJUESUAN, "check", str(document)], env=signs, capture_output=True, check=False)
    assert outcome.returncode in (0, 1)
    assert "株洲市 决算.txt" in outcome.stdout.decode("gb18030")
    query = "select department_name from dim_department where department_name like '%荷塘%'".encode("gb18030")
    asked = [os.fsencode(YUJUESUAN), b"sql", query, b"--warehouse", os.fsencode(built.warehouse_dir)]
    answer = subprocess.run(asked, env=signs, capture_output=True, check=False)
    assert "株洲市荷塘区" in answer.stdout.decode("gb18030"), answer.stderr.decode("gb18030")
