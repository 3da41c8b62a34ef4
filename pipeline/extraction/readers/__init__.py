"""Bytes to a :class:`~pipeline.extraction.page.document.Document`, one reader per kind of file.

What is on the page belongs here: characters, lines, cells, where they stand. What they mean does not; no reader knows a
word of the budget.
"""
