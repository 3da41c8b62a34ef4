"""Run every command of the READMEs, as a reader would, from the root of the project.

A fenced block marked ``sh`` is a list of commands, one per line (a trailing backslash continues it). A block marked
``sh server`` holds commands that do not end: each is started, must announce its address, and must answer there.
Commands that CI itself consists of are not run a second time.
"""

import os
import re
import shlex
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
BLOCK = re.compile(r"^```(\S.*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ADDRESS = re.compile(r"https?://127\.0\.0\.1:\d+")
SECONDS = 600
SERVER_SECONDS = 120


def blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the kind and the commands of each block of commands."""
    for kind, body in BLOCK.findall(text):
        if kind.split()[0] == "sh":
            yield kind, [line for line in body.replace("\\\n", " ").splitlines() if line.strip()]


def run(command: str) -> None:
    """Run one command in a shell; an open prompt finds an empty input."""
    subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command], cwd=ROOT, stdin=subprocess.DEVNULL, timeout=SECONDS, check=True
    )


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
        for kind, commands in blocks((ROOT / file).read_text(encoding="utf-8")):
            for command in commands:
                words = " ".join(shlex.split(command, comments=True))
                if words in done or not words:
                    continue
                done.add(words)
                print(f"\n[{file}] $ {command}", flush=True)
                (run_server if "server" in kind.split() else run)(command)


if __name__ == "__main__":
    main(sys.argv[1:])
