"""Workbooks to documents: XLSX, XLS, XLSB, ODS.

Each kind of file has a module that gives a :class:`~pipeline.extraction.readers.excel.book.Book` of cells as they are
shown; ``layout`` finds titles and tables on its sheets.
"""

from pipeline.extraction.readers.excel.reader import claims, read

__all__ = ["claims", "read"]
