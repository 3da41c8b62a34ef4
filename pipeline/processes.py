"""Processes that we start: they die with whoever started them, and see nothing of the shell they were started from.

How a child is tied to its parent, and the environment it gets, belong here. What it does does not.
"""

import contextlib
import ctypes
import locale
import os
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType

from pipeline.temporary import delete_all

PROJECT_ROOT = Path(__file__).resolve().parents[1]

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_REQUESTS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What asks a process to stop. One that was started deaf to some of them (``nohup``) stays so."""
_LOOK_SECONDS = 0.2
_FOREIGN_PREFIXES = ("DBT_", "DAGSTER_", "PYTHON")
"""Variables of the shell that would change what dbt, Dagster or Python do here."""


def die_with_parent(parent: int, signal_number: int = signal.SIGKILL) -> None:
    """Ask the system to end this process when its parent ends, however that ends.

    Args:
        parent: The process that started this one; where it is gone already, this one ends at once.
        signal_number: What this process is sent then.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signal_number), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def clean_environment(additions: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for a child: ours without what would change dbt, Dagster or Python behind our back."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN_PREFIXES)}
    return kept | {"PYTHONUTF8": "1"} | dict(additions or {})


def forget_the_shell() -> None:
    """Take out of this process's own environment what would change dbt, Dagster or Python behind our back."""
    if "PYTHONWARNINGS" in os.environ:
        # Python took it in before we were asked: a warning of a library is no error of the user's.
        warnings.resetwarnings()
        warnings.simplefilter("ignore")
    for name in [name for name in os.environ if name.startswith(_FOREIGN_PREFIXES)]:
        del os.environ[name]
    os.environ["PYTHONUTF8"] = "1"


def restart_in_utf8() -> None:
    """Start this command anew with names in UTF-8, as in every process of ours, where the locale has other signs.

    A name is bytes: read in the signs of the locale here and in UTF-8 in a child, it would be two files. What is typed
    and printed keeps the signs of the locale.
    """
    if sys.flags.utf8_mode or sys.getfilesystemencoding() == "utf-8":
        return
    os.environ["PYTHONIOENCODING"] = f"{locale.getencoding()}:replace"
    os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])


def python_command(module: str, *options: str) -> list[str]:
    """The command that runs ``main`` of one of our modules in a fresh interpreter.

    Isolated: neither the current folder nor ``PYTHONPATH`` can put another package named ``pipeline`` in its way. The
    first argument of the module is the process id of its parent.
    """
    code = f"import sys; sys.path.insert(0, {str(PROJECT_ROOT)!r}); from {module} import main; main()"
    return [sys.executable, "-I", "-X", "utf8", *options, "-c", code, str(os.getpid())]


@contextmanager
def uninterrupted() -> Generator[None]:
    """Let requests to stop wait until the block is done: it is short, and half of it would be worse than all."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _REQUESTS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def requests_noted() -> Generator[Callable[[], int | None]]:
    """Know which request to stop came first, whoever has put a handler of their own in our place meanwhile.

    Handlers are as before at the end: Dagster gives SIGTERM that of SIGINT, which a job in the background ignores.

    Yields:
        What tells its signal number; None where none came, and outside the main thread, where none arrives.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    read, write = os.pipe()
    os.set_blocking(read, False)
    os.set_blocking(write, False)
    before = signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    handlers = {number: signal.getsignal(number) for number in _REQUESTS}
    try:
        yield partial(_first_request, read)
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(before)
        os.close(read)
        os.close(write)


def _first_request(pipe: int) -> int | None:
    try:
        noted = os.read(pipe, 4096)
    except BlockingIOError:
        return None
    return next((number for number in noted if number in _REQUESTS), None)


def _heard() -> tuple[signal.Signals, ...]:
    return tuple(number for number in _REQUESTS if signal.getsignal(number) is not signal.SIG_IGN)


_asked: list[int] = []


def asked_to_end() -> int | None:
    """The request that is ending this process; DuckDB swallows the exception and says that its query was stopped."""
    return _asked[0] if _asked else None


def end_tidily() -> None:
    """Let SIGTERM and SIGHUP end this process as an error would: its children first, then every block that is open.

    The system's own way leaves temporary folders behind, with copies of what was read.
    """

    def stop(number: int, _: FrameType | None) -> None:
        _asked.append(number)
        for other in heard:
            signal.signal(other, signal.SIG_IGN)
        end_below(os.getpid())
        os.write(2, f"\nStopped on request. ({signal.Signals(number).name})\n".encode())
        raise SystemExit(128 + number)

    heard = [number for number in _heard() if number != signal.SIGINT]
    for number in heard:
        signal.signal(number, stop)


@contextmanager
def stoppable(explain: Callable[[], str], clean: Callable[[], None]) -> Generator[None]:
    """End on request in one sentence: our children first, then what is half made, then this process.

    Args:
        explain: what a person is told.
        clean: deletes what is half made.
    """

    def stop(number: int, _: FrameType | None) -> None:
        for other in _REQUESTS:
            signal.signal(other, signal.SIG_IGN)
        end_below(os.getpid())
        delete_all()
        clean()
        # Not print: the signal may have come in the middle of one.
        os.write(2, f"\n{explain()} ({signal.Signals(number).name})\n".encode(encoding, "replace"))
        os._exit(128 + number)

    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    before = {number: signal.signal(number, stop) for number in _heard()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_until_told(command: Sequence[str], environment: Mapping[str, str], folder: Path, patience: float = 20) -> int:
    """Run a program until it ends, or until we are asked to: then it is asked first, and ended if it does not.

    What it started ends with it. Its errors are shown until we are asked: what it says of being stopped in the middle
    of something is no news.

    Returns:
        Its exit code; 0 where it ended because we were asked to.
    """
    told: list[int] = []
    before = {number: signal.signal(number, lambda got, _: told.append(got)) for number in _heard()}
    _inherit_orphans(True)
    known = set(children(os.getpid()))
    try:
        process = subprocess.Popen(
            command,
            env=dict(environment),
            cwd=folder,
            process_group=0,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
        shown = threading.Thread(target=_show_errors, args=(process, told), daemon=True)
        shown.start()
        while process.poll() is None and not told:
            time.sleep(_LOOK_SECONDS)
        if process.poll() is None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(patience)
    finally:
        _end(pid for pid in children(os.getpid()) if pid not in known)
        _inherit_orphans(False)
        for number, handler in before.items():
            signal.signal(number, handler)
    shown.join(patience)  # what it said last is why it ended
    return 0 if told else process.wait()


def _inherit_orphans(whether: bool) -> None:
    """Ask the system to make us the parent of what our children leave behind, so that we find it."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, int(whether), 0, 0, 0)


def _show_errors(process: subprocess.Popen[str], told: Sequence[int]) -> None:
    for line in process.stderr or ():
        if not told:
            sys.stderr.write(line)
            sys.stderr.flush()


def children(pid: int) -> Iterator[int]:
    """All processes below one, the deepest first."""
    for thread in _listed(Path(f"/proc/{pid}/task")):
        try:
            found = Path(f"/proc/{pid}/task/{thread}/children").read_text(encoding="ascii").split()
        except OSError:
            continue
        for child in map(int, found):
            yield from children(child)
            yield child


def end_below(parent: int) -> None:
    """End every process that one started, and what those started."""
    _end(children(parent))


def _end(pids: Iterable[int]) -> None:
    for pid in list(pids):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _listed(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 names only, of a folder that may vanish while it is read
    except OSError:
        return []
