"""Small disclosures of other years and provinces, typed by hand, against what is read of them in many formats.

The pages and what a person reads in them are in ``forms/``. Of the statements that a file names both ways are compared:
nothing printed may be missing but what ``NOT_READ`` names, and nothing may be found that no person saw there.
"""

import hashlib
import html
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from pipeline.extraction.dataset.records import DocumentRecord, Figure, UnplacedCell
from pipeline.extraction.document import DocumentRows, Source, extract_guarded
from pipeline.extraction.page.text import match_key
from pipeline.extraction.tables.titles import match_title
from tests.writers import cut, dressed, ofd, office, shapes, sheets, trailing
from tests.writers.pdf import Rules, pdf_of_text

FORMS = sorted((Path(__file__).parent / "forms").glob("*.txt"))
NOT_READ = {
    "hn-2018-hospital-number-damage": Counter({("final_summary", "service_revenue total/final/all 4800.00 万元"): 1})
}
"""A number with two damaged signs may stay unplaced; it may not be another number."""


LINES: dict[str, Rules] = {"pdf": "lines", "level.pdf": "level", "none.pdf": "none"}
"""PDFs by the lines they are drawn with."""
GROUP_LOST = {"zj-2021-revenue"}
"""Without lines no group stands over 其中：教育收费, so that nothing says out of which fund it is."""


Facts = tuple[str | None, ...]
"""Body, region, year and kind."""


@dataclass(frozen=True)
class Form:
    """One page and its golden reading."""

    page: str
    facts: tuple[str, ...]
    figures: Counter[tuple[str, str]]


def form_of(path: Path) -> Form:
    page, _, wanted = path.read_text(encoding="utf-8").partition("\n=====\n")
    facts, *lines = wanted.strip().split("\n")
    figures: Counter[tuple[str, str]] = Counter()
    statement = ""
    for line in lines:
        if line.startswith("# "):
            statement = line[2:]
        else:
            figures[statement, line] += 1
    return Form(page.replace("⇥", "\t"), tuple(facts.split("|")), figures)


def _as_html(page: str) -> str:
    """The page as a publisher's web page: paragraphs, and a table for each run of lines with TABs."""
    parts: list[str] = []
    rows: list[str] = []
    for line in [*page.split("\n"), ""]:
        if "\t" in line:
            rows.append("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in line.split("\t")) + "</tr>")
            continue
        if rows:
            parts.append("<table>" + "".join(rows) + "</table>")
            rows = []
        parts.append(f"<p>{html.escape(line)}</p>" if line else "")
    title = html.escape(page.partition("\n")[0])
    return f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>{''.join(parts)}</body></html>"


def _written(page: str, suffix: str) -> bytes:
    rules = LINES.get(suffix)
    return pdf_of_text(page, rules) if rules else (_as_html(page) if suffix == "html" else page).encode()


def extracted(data: bytes, file: Path) -> DocumentRows:
    file.write_bytes(data)
    return extract_guarded(Source(hashlib.sha256(data).hexdigest(), file, (file.name,)))


def _key(figure: Figure) -> str:
    if figure.row_kind in ("function", "economic"):
        return figure.row_code_text or ""
    if figure.line_id:
        return figure.line_id
    if figure.line_function_code:
        return f"fn:{figure.line_function_code}"
    if figure.row_kind == "total":
        return "total"
    name = figure.project_name if figure.row_kind == "project" else figure.row_label
    return f"{figure.row_kind}:{match_key(name or '')}"


def _reading(figure: Figure) -> tuple[str, str]:
    meaning = "/".join(part or "" for part in (figure.measure, figure.stage, figure.fund))
    return figure.statement_id, f"{_key(figure)} {meaning} {figure.amount_number} {figure.unit_text or '-'}"


def found_in(form: Form, rows: DocumentRows) -> Counter[tuple[str, str]]:
    """What was read of the statements that the golden reading names."""
    statements = {statement for statement, _ in form.figures}
    figures = [Figure(*row) for row in rows.rows.get("figures", [])]
    return Counter(_reading(figure) for figure in figures if figure.statement_id in statements)


def _facts(rows: DocumentRows) -> Facts:
    document = DocumentRecord(*rows.rows["documents"][0])
    return document.department_name, document.region_code or "", str(document.fiscal_year), document.document_kind


def _check(path: Path, data: bytes, file: Path) -> None:
    """Nothing is missing but what ``NOT_READ`` names, nothing else is found, and the facts are those."""
    form, rows = form_of(path), extracted(data, file)
    found = found_in(form, rows)
    assert found - form.figures == Counter(), path.stem
    assert form.figures - found == NOT_READ.get(path.stem, Counter()), path.stem
    assert _facts(rows) == form.facts, path.stem


@pytest.mark.parametrize("suffix", ["txt", "html", "pdf"])
@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_the_form_is_read_as_a_person_reads_it(path: Path, suffix: str, tmp_path: Path) -> None:
    _check(path, _written(form_of(path).page, suffix), tmp_path / f"page.{suffix}")


@pytest.mark.parametrize("suffix", ["level.pdf", "none.pdf"])
@pytest.mark.parametrize("path", [path for path in FORMS if path.stem not in GROUP_LOST], ids=lambda path: path.stem)
def test_a_page_without_upright_lines_gives_no_other_figure(path: Path, suffix: str, tmp_path: Path) -> None:
    form = form_of(path)
    rows = extracted(_written(form.page, suffix), tmp_path / f"page.{suffix}")
    assert found_in(form, rows) - form.figures == Counter()


OTHER_FORMATS: dict[str, Callable[[str], bytes]] = {
    "xlsx": office.xlsx,
    "xls": office.xls,
    "docx": office.word,
    "page.html": office.page,
    "ofd": ofd.ofd_of_text,
}
SET_APART: dict[str, Callable[[str], str]] = {
    "numbers to the right": shapes.laid_out,
    "all to the left": partial(shapes.laid_out, right=False),
    "an ideograph as wide as a digit": partial(shapes.laid_out, ideograph=1),
    "headings centred": partial(shapes.laid_out, centred=True),
    "not quite under each other": partial(shapes.laid_out, gap=4, astray=1),
    "far from under each other": partial(shapes.laid_out, gap=6, astray=2),
    "joined by two blanks": partial(shapes.blanks, run=2),
    "joined by four blanks": shapes.blanks,
    "joined by eight blanks": partial(shapes.blanks, run=8),
}
LEAST_SET_APART = {"joined by two blanks": 0.62, "joined by four blanks": 0.65, "joined by eight blanks": 0.69,
                   "not quite under each other": 0.9, "far from under each other": 0.88}  # fmt: skip
"""Share of the figures that a text without TABs still gives where it is less: blank cells leave no trace there."""
USUALLY_SET_APART = 0.93
"""The same otherwise: a value between two headings may be of either."""


LEAST_WRAPPED = 0.94
"""The same of a PDF without any line in whose narrow cells names, codes and amounts wrap."""


@pytest.mark.parametrize(
    "suffix", [pytest.param(name, marks=() if name in ("xlsx", "docx") else pytest.mark.full) for name in OTHER_FORMATS]
)
@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_the_form_means_the_same_in_an_office_file(path: Path, suffix: str, tmp_path: Path) -> None:
    _check(path, OTHER_FORMATS[suffix](form_of(path).page), tmp_path / f"page.{suffix.rpartition('.')[2]}")


needs_libreoffice = pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice is missing: apt-get install libreoffice-writer-nogui"
)


def _written_by_libreoffice(suffix: str, folder: Path, *, with_lines: bool) -> dict[Path, Path]:
    """For each form the file that LibreOffice makes of it."""
    for path in FORMS:
        (folder / f"{path.stem}.docx").write_bytes(office.word(form_of(path).page, with_lines=with_lines))
    command = ["soffice", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    written = sorted(folder.glob("*.docx"))
    subprocess.run(
        [*command, "--convert-to", suffix, "--outdir", str(folder), *map(str, written)],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    return {path: folder / f"{path.stem}.{suffix}" for path in FORMS}


@pytest.mark.full
@needs_libreoffice
@pytest.mark.parametrize("suffix", ["pdf", "rtf"])
def test_the_forms_mean_the_same_as_libreoffice_writes_them(suffix: str, tmp_path: Path) -> None:
    for path, file in _written_by_libreoffice(suffix, tmp_path, with_lines=True).items():
        _check(path, file.read_bytes(), file)


@pytest.mark.full
@needs_libreoffice
def test_cells_that_wrap_without_any_line_are_read_or_unplaced_never_cut(tmp_path: Path) -> None:
    wanted = read = 0
    for path, file in _written_by_libreoffice("pdf", tmp_path, with_lines=False).items():
        form, rows = form_of(path), extracted(file.read_bytes(), file)
        found = found_in(form, rows)
        assert found - form.figures == Counter(), path.stem
        assert _facts(rows) == form.facts, path.stem
        wanted += form.figures.total()
        read += found.total()
    assert read >= LEAST_WRAPPED * wanted


@pytest.mark.parametrize("way", SET_APART)
def test_cells_set_apart_by_blanks_are_read_or_unplaced_never_shifted(way: str, tmp_path: Path) -> None:
    wanted = read = 0
    for path in FORMS:
        form = form_of(path)
        rows = extracted(SET_APART[way](form.page).encode(), tmp_path / f"{path.stem}.txt")
        found = found_in(form, rows)
        assert found - form.figures == Counter(), path.stem
        assert _facts(rows) == form.facts, path.stem
        wanted += form.figures.total()
        read += found.total()
    assert read >= LEAST_SET_APART.get(way, USUALLY_SET_APART) * wanted


WITHOUT_MERGING: dict[str, tuple[Callable[[str], str], float]] = {
    "a cell a line": (partial(trailing.piped, merged_totals=False), 0.94),
    "totals that span the code": (partial(trailing.piped, merged_totals=True), 0.93),
    "a row a line": (partial(trailing.piped, merged_totals=False, rows_a_line=True), 0.92),
    "blank cells left out": (partial(trailing.piped, merged_totals=False, blanks_dropped=True), 0.5),
    "blank cells left out, a row a line": (
        partial(trailing.piped, merged_totals=False, rows_a_line=True, blanks_dropped=True),
        0.5,
    ),
    "nothing tells where a row ends": (partial(trailing.piped, merged_totals=False, ends_told=False), 0.56),
}
"""Exports that leave out what is merged, and the share of figures that is read; some headings fit in several ways."""


@pytest.mark.parametrize("way", WITHOUT_MERGING)
def test_headings_whose_merging_an_export_leaves_out_are_over_their_columns_or_over_none(
    way: str, tmp_path: Path
) -> None:
    write, least = WITHOUT_MERGING[way]
    wanted = read = 0
    for path in FORMS:
        form = form_of(path)
        rows = extracted(write(form.page).encode(), tmp_path / f"{path.stem}.txt")
        found = found_in(form, rows)
        assert not found - form.figures, path.stem
        assert _facts(rows) == form.facts, path.stem
        wanted += form.figures.total()
        read += found.total()
    assert read >= least * wanted


TITLE_IN_TWO = {"sd-2018-fund", "hi-2025-appropriation-summary"}
"""The body stands on a line of its own below the year: behind contents it could be anybody."""


@pytest.mark.parametrize("path", [path for path in FORMS if path.stem not in TITLE_IN_TWO], ids=lambda path: path.stem)
def test_the_form_means_the_same_in_sheets_behind_a_list_of_them(path: Path, tmp_path: Path) -> None:
    _check(path, office.book(form_of(path).page), tmp_path / "page.xlsx")


LAID_ON_A_SHEET: dict[str, tuple[Callable[[str], bytes], float]] = {
    "tables right below each other": (sheets.without_blanks, 0.999),
    "two tables beside each other": (partial(sheets.beside, gap=3), 0.999),
    "two tables near each other": (partial(sheets.beside, gap=1), 0.98),
    "three rows typed into one": (partial(sheets.typed_into_one, size=3), 0.97),
    "all rows typed into one": (partial(sheets.typed_into_one, size=99), 0.97),
}
"""Ways to lay tables out on one sheet, and the share of the figures that is read at least.

Near each other only titles with a line for the unit part tables; whole numbers in one cell may be the digits of one.
"""


@pytest.mark.parametrize("way", LAID_ON_A_SHEET)
def test_tables_laid_out_otherwise_on_a_sheet_are_read_or_unplaced(way: str, tmp_path: Path) -> None:
    write, least = LAID_ON_A_SHEET[way]
    wanted = read = 0
    for path in FORMS:
        form = form_of(path)
        rows = extracted(write(form.page), tmp_path / f"{path.stem}.xlsx")
        found = found_in(form, rows)
        assert found - form.figures == Counter(), path.stem
        wanted += form.figures.total()
        read += found.total()
    assert read >= least * wanted


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_title_that_only_the_tab_prints_is_the_title(path: Path, tmp_path: Path) -> None:
    data = sheets.titled_by_tabs(form_of(path).page, lambda line: match_title(line) is not None)
    _check(path, data, tmp_path / "page.xlsx")


LEAST_DRESSED = 0.995
LEAST_WITH_DECIMALS = 0.95
"""Where every code prints decimals, one of no known class may be an amount: its column is left as it is."""


@pytest.mark.parametrize("way", [*dressed.TEXTS, *dressed.FORMATS])
def test_dressed_codes_are_the_codes_of_their_rows(way: str, tmp_path: Path) -> None:
    wanted = read = 0
    for path in FORMS:
        form = form_of(path)
        rows = extracted(dressed.xlsx(form.page, way), tmp_path / f"{path.stem}.xlsx")
        found = found_in(form, rows)
        assert found - form.figures == Counter(), path.stem
        assert rows.outcome == "partial" or found == form.figures, path.stem
        wanted += form.figures.total()
        read += found.total()
    assert read >= (LEAST_WITH_DECIMALS if "decimals" in way else LEAST_DRESSED) * wanted


CUTS = {
    "without a head": cut.Cut(8),
    "with the head again": cut.Cut(8, head_again=True),
    "with the number of the page between": cut.Cut(8, between="— 12 —"),
    "with the number of the page in words": cut.Cut(8, between="第 3 页 共 9 页"),
    "a row": cut.Cut(1, between=" "),
}
CUT_WRITERS: dict[str, Callable[[str, cut.Cut], bytes]] = {"html": cut.page, "docx": cut.word}
LEAST_ROW_BY_ROW = 0.97
"""Share of the figures of tables cut into rows: one without number or known name is held for a heading."""


@pytest.mark.parametrize("suffix", CUT_WRITERS)
@pytest.mark.parametrize("way", CUTS)
def test_parts_of_a_cut_table_have_the_columns_of_the_first(way: str, suffix: str, tmp_path: Path) -> None:
    wanted = read = 0
    for path in FORMS:
        form = form_of(path)
        rows = extracted(CUT_WRITERS[suffix](form.page, CUTS[way]), tmp_path / f"{path.stem}.{suffix}")
        found = found_in(form, rows)
        assert found - form.figures == Counter(), path.stem
        if CUTS[way].rows > 1:
            assert form.figures - found == NOT_READ.get(path.stem, Counter()), path.stem
        wanted += form.figures.total()
        read += found.total()
    assert read >= LEAST_ROW_BY_ROW * wanted


@pytest.mark.parametrize("path", [path for path in FORMS if path.stem in NOT_READ], ids=lambda path: path.stem)
def test_what_is_not_read_is_named_with_its_reason(path: Path, tmp_path: Path) -> None:
    rows = extracted(form_of(path).page.encode(), tmp_path / "page.txt").rows
    unplaced = [UnplacedCell(*row) for row in rows["unplaced_cells"]]
    assert [cell.reason_code for cell in unplaced].count("error_value") == NOT_READ[path.stem].total()


def test_there_are_forms() -> None:
    assert len(FORMS) >= 20
