"""A workbook whose codes are dressed as people and programs dress them: a letter before, brackets, signs, formats."""

import io
import re

import openpyxl

from tests.writers.office import put, sheet_rows

_CODE = re.compile(r"[235]\d{2}(?:\d{2}){0,2}\Z")
_NUMBER = re.compile(r"-?[\d,.]+%?\Z")

TEXTS = {
    "behind a letter": "A{}",
    "behind a letter and a sign": "S-{}",
    "in square brackets": "[{}]",
    "in round brackets": "({})",
    "in wide brackets": "\uff08{}\uff09",
    "behind an apostrophe": "'{}",
    "behind a dash": "-{}",
    "before a point": "{}.",
}
FORMATS = {
    "with commas": "#,##0",
    "with decimals": "0.00",
    "with commas and decimals": '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    "with a letter": '"A"0',
    "as money": '"\xa5"#,##0',
}
"""Number formats that show a code stored as a number so."""


def xlsx(text: str, way: str) -> bytes:
    """One sheet, a line a row; the codes before the name of their row are dressed in that way."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for number, line in enumerate(sheet_rows(text), 1):
        for column, cell in enumerate(line, 1):
            if not cell:
                continue
            if not _CODE.match(cell) or not any(later and not _NUMBER.match(later) for later in line[column:]):
                put(sheet, number, column, cell)
            elif way in TEXTS:
                put(sheet, number, column, TEXTS[way].format(cell))
            else:
                sheet.cell(number, column, int(cell)).number_format = FORMATS[way]
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()
