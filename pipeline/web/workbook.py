# xlsxwriter leaves parameters of some methods without types.
# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false
"""One table of a page as a workbook."""

import io
from decimal import Decimal

import xlsxwriter

from pipeline.web.page import Table, plain

_CELL_LIMIT = 32_767


def as_xlsx(table: Table) -> bytes:
    """One table as a workbook: amounts as numbers, everything else as text, no cell ever a formula or a link."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        heading, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        for position, (name, column) in enumerate(table.data_columns()):
            sheet.write_string(0, position, column.label, heading)
            for number, row in enumerate(table.rows, start=1):
                value = row.get(name)
                if isinstance(value, Decimal):
                    sheet.write_number(number, position, float(value), money)
                elif isinstance(value, int) and not isinstance(value, bool):
                    sheet.write_number(number, position, value)
                elif value is not None:
                    sheet.write_string(number, position, str(plain(value))[:_CELL_LIMIT])
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    return out.getvalue()
