"""Run every command of the READMEs, as a reader would, from the root of the project.

A fenced block marked ``sh`` is a list of commands, one per line (a trailing backslash continues it); one marked
``sh exit=N`` ends with that exit code. A block marked
``sh server`` holds commands that do not end: each is started, must announce its address, and must answer there. A
block marked ``text output`` is what the command above it prints, and must be just that.
Commands that CI itself consists of are not run a second time.
"""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# The script is a part of the first, and the second has just run when CI comes here.
RUN_ELSEWHERE = {".ci/run", "make test", "make lint"}
BLOCK = re.compile(r"^```(\S[^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ADDRESS = re.compile(r"https?://127\.0\.0\.1:\d+")
OUTPUT = "text output"
SECONDS = 600
SERVER_SECONDS = 120


def commands(text: str) -> Iterator[tuple[str, bool, int, str | None]]:
    """Yield each command, whether it is a server, its exit code, and its output (None where the page shows none)."""
    found = [(kind, body) for kind, body in BLOCK.findall(text) if kind.split()[0] == "sh" or kind == OUTPUT]
    for (kind, body), (next_kind, next_body) in zip(found, [*found[1:], ("", "")], strict=True):
        lines = [line for line in body.replace("\\\n", " ").splitlines() if line.strip()]
        if kind == OUTPUT:
            continue
        for line in lines:
            shown = next_body if next_kind == OUTPUT and line == lines[-1] else None
            code = next((int(word.removeprefix("exit=")) for word in kind.split() if word.startswith("exit=")), 0)
            yield line, "server" in kind.split(), code, shown


def run(command: str, code: int, shown: str | None) -> None:
    """Run one command in a shell; an open prompt finds an empty input."""
    outcome = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    print(outcome.stdout, flush=True)
    if outcome.returncode != code:
        raise SystemExit(f"it ended with exit code {outcome.returncode}")
    if shown is not None and trimmed(outcome.stdout) != trimmed(shown):
        raise SystemExit(f"the page shows another output:\n{shown}")


def trimmed(text: str) -> list[str]:
    """Return the lines without the spaces at their ends, which editors remove."""
    return [line.rstrip() for line in text.strip().splitlines()]


def run_server(command: str) -> None:
    """Start one command, wait for its address, read the page there, and end it."""
    with subprocess.Popen(
        ["bash", "-c", command],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    ) as process:
        try:
            answer(announced_address(process))
        finally:
            os.killpg(process.pid, signal.SIGINT)
            try:
                process.communicate(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def announced_address(process: subprocess.Popen[str]) -> str:
    """Return the address that the process prints."""
    seen: list[str] = []
    for line in process.stdout or []:
        print(line, end="", flush=True)
        seen.append(line)
        if found := ADDRESS.search(line):
            return found.group()
    raise SystemExit(f"it ended without announcing an address:\n{''.join(seen)}")


def answer(address: str) -> None:
    """Wait until the server answers with a page."""
    deadline = time.monotonic() + SERVER_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as response:
                print(f"{address} answers {response.status} with {len(response.read())} bytes", flush=True)
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(1)


def main(files: list[str]) -> None:
    """Run the commands of all files, each distinct command once."""
    done = set(RUN_ELSEWHERE)
    for file in files:
        found = list(commands((ROOT / file).read_text(encoding="utf-8")))
        if not found:
            raise SystemExit(f"{file} shows no command: are its blocks still marked sh?")
        for command, is_server, code, shown in found:
            if command in done:
                continue
            done.add(command)
            print(f"\n[{file}] $ {command}", flush=True)
            if is_server:
                run_server(command)
            else:
                run(command, code, shown)


if __name__ == "__main__":
    main(sys.argv[1:])
