"""The report of ``check`` for a browser: what was found, the marked pages, the PDF to take along.

Putting these together, and doing so in a process of its own with a limit of time, belongs here; head and style of the
page do not. Everything stands inside the page itself: nothing has to be kept for a second question.
"""

import base64
import io
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from pipeline.extraction.readers.pdf.render import page_picture
from pipeline.processes import clean_environment, die_with_parent, python_command
from pipeline.reports.check_pdf import TakenAlong, as_pdf
from pipeline.reports.check_places import Sheet
from pipeline.reports.check_report import html_part
from pipeline.temporary import TemporaryFolder

MOST_PICTURES = 30
"""Marked pages shown; all are in the PDF."""
RESOLUTION = 100


class CheckTookTooLongError(Exception):
    """The files could not be checked within the limit of time."""


class CheckFailedError(Exception):
    """The check ended without a report."""


def as_page(sheets: Sequence[Sheet]) -> str:
    """Make what stands between head and foot of the page.

    Args:
        sheets: The checked documents.

    Returns:
        HTML that asks for nothing from elsewhere.
    """
    taken = as_pdf(sheets)
    link = "data:application/pdf;base64," + base64.b64encode(taken.pdf).decode()
    before = (
        '<p><a href="/check">再核对一份 Check another</a></p>'
        f'<p><a class="take" download="yujuesuan-check.pdf" href="{link}">'
        "带走批注 PDF Take the annotated PDF along</a></p>"
    )
    reports = [sheet.report for sheet in sheets]
    return "\n".join([before, '<div class="report">', html_part(reports), "</div>", *_pictures(taken)])


def _pictures(taken: TakenAlong) -> list[str]:
    if not taken.marked:
        return []
    made = ["<section><h2>标出的页 Marked pages</h2>"]
    for number in taken.marked[:MOST_PICTURES]:
        out = io.BytesIO()
        page_picture(taken.pdf, number + 1, resolution=RESOLUTION)[0].save(out, "JPEG", quality=80)
        data = base64.b64encode(out.getvalue()).decode()
        words = f"PDF 第 {number + 1} 页 page"
        image = f'<img alt="{words}" src="data:image/jpeg;base64,{data}">'
        made.append(f"<figure>{image}<figcaption>{words}</figcaption></figure>")
    if len(taken.marked) > MOST_PICTURES:
        made.append(f"<p>其余 {len(taken.marked) - MOST_PICTURES} 页见 PDF。The others are in the PDF.</p>")
    return [*made, "</section>"]


def page_in_process(files: Sequence[Path], seconds: float) -> str:
    """Check files in a process of its own, so that no file can harm or hold up the one that asks.

    Args:
        files: The files.
        seconds: Limit of time; the process and its workers are ended after it.

    Returns:
        The page, as :func:`as_page` makes it.

    Raises:
        CheckTookTooLongError: The limit passed.
        CheckFailedError: The process ended without a report.
    """
    command = [*python_command("pipeline.reports.check_page"), *map(str, files)]
    pipe = subprocess.PIPE
    # Ended at the limit, it could not delete its own copies of the files.
    with TemporaryFolder() as folder:
        environment = clean_environment({"TMPDIR": folder})
        with subprocess.Popen(command, stdout=pipe, stderr=pipe, start_new_session=True, env=environment) as process:
            try:
                answer, complaint = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired as error:
                raise CheckTookTooLongError(f"{seconds:.0f} s") from error
            finally:
                _end_group(process.pid)
    if process.returncode != 0:
        raise CheckFailedError(complaint.decode("utf-8", "replace")[-2000:])
    return answer.decode("utf-8")


def _end_group(leader: int) -> None:
    """End what is left of a group of processes; there may be nothing."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return


def main() -> None:
    """Write the page of the files that the command names; the first argument is the process that started this one."""
    from pipeline.reports.check import check_sheets

    die_with_parent(int(sys.argv[1]))
    page = as_page(check_sheets([Path(file) for file in sys.argv[2:]]))
    sys.stdout.buffer.write(page.encode("utf-8"))
