"""The forms as LibreOffice prints them from workbooks: low rows, narrow columns, lines of every kind, further pages.

Whatever a page hides or prints one over the other is unread or read as it is, never another figure; the golden readings
are those of the forms.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.golden.test_golden_forms import FORMS, extracted, form_of, found_in
from tests.writers.printed import Look, needs_libreoffice, pdfs


@dataclass(frozen=True)
class Printed:
    """How forms are printed, and the share of their figures that is read at least."""

    look: Look
    least: float


LEFT_OUT = {"sx-2023-bare-years"}
"""Where no line of a name fits the program leaves lines out of the file: nothing says that the name goes on."""
LOOKS: dict[str, Printed] = {
    "rows too low for their names": Printed(Look(height=15), 0.95),
    "narrow names in rows of two lines": Printed(Look(height=22, widest=10), 0.9),
    "columns on further pages": Printed(Look(height=15, fit=False), 0.99),
    "columns on the page that follows": Printed(Look(height=15, fit=False, over_first=True), 0.99),
    "names printed over other rows": Printed(Look(), 0.75),
}


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("name", LOOKS)
def test_printed_forms_give_no_other_figure(name: str, tmp_path: Path) -> None:
    forms = {path.stem: form_of(path) for path in FORMS if path.stem not in LEFT_OUT}
    printed = pdfs({stem: form.page for stem, form in forms.items()}, tmp_path, LOOKS[name].look)
    wanted = read = 0
    for stem, form in forms.items():
        found = found_in(form, extracted(printed[stem].read_bytes(), printed[stem]))
        assert not found - form.figures, stem
        wanted += form.figures.total()
        read += found.total()
    assert read >= LOOKS[name].least * wanted
