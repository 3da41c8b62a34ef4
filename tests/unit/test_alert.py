"""A night that failed is told by command and by web address, and a broken alert is said instead of hidden."""

import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from dagster import DagsterInstance, build_run_status_sensor_context, job, op

from pipeline.orchestration.alert import ADDRESS, COMMAND, tell
from pipeline.orchestration.automation import failed_night

pytestmark = pytest.mark.slow

WORDS = "Step release failed. 第 3 行不符"


class Heard(HTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Listener)
        self.bodies: list[bytes] = []
        self.status = 200


class Listener(BaseHTTPRequestHandler):
    server: Heard

    def do_POST(self) -> None:
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        del format, args


@pytest.fixture
def listening() -> Iterator[Heard]:
    server = Heard()
    running = threading.Thread(target=server.serve_forever, daemon=True)
    running.start()
    yield server
    server.shutdown()
    server.server_close()


def test_nobody_is_told_where_nobody_is_named() -> None:
    assert tell(WORDS, {}) == []


def test_a_web_address_gets_the_words(listening: Heard) -> None:
    assert tell(WORDS, {ADDRESS: f"http://127.0.0.1:{listening.server_port}/hook"}) == []
    assert [json.loads(body) for body in listening.bodies] == [{"text": WORDS}]


def test_a_command_gets_the_words_on_its_standard_input(tmp_path: Path) -> None:
    script = tmp_path / "note it.py"
    script.write_text(f"import sys; open({str(tmp_path / 'told')!r}, 'w').write(sys.stdin.read())")
    assert tell(WORDS, {COMMAND: f"{sys.executable} '{script}'"}) == []
    assert (tmp_path / "told").read_text() == WORDS


def test_an_alert_that_fails_is_said(listening: Heard) -> None:
    listening.status = 500
    said = tell(WORDS, {
        COMMAND: f"{sys.executable} -c 'raise SystemExit(3)'",
        ADDRESS: f"http://127.0.0.1:{listening.server_port}/",
    })  # fmt: skip
    assert len(said) == 2 and COMMAND in said[0] and "500" in said[1]
    assert ADDRESS in tell(WORDS, {ADDRESS: "file:///etc/passwd"})[0]


def test_a_failed_run_of_dagster_is_told(listening: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    @op
    def breaks() -> None:
        raise ValueError("line 3 does not add up")

    @job
    def night() -> None:
        breaks()

    monkeypatch.setenv(ADDRESS, f"http://127.0.0.1:{listening.server_port}/")
    with DagsterInstance.ephemeral() as instance:
        result = night.execute_in_process(instance=instance, raise_on_error=False)
        context = build_run_status_sensor_context(
            sensor_name="failed_night", dagster_instance=instance, dagster_run=result.dagster_run,
            dagster_event=next(event for event in reversed(result.all_events) if event.is_failure),
        ).for_run_failure()  # fmt: skip
        failed_night(context)
    assert result.dagster_run.run_id in json.loads(listening.bodies[0])["text"]
