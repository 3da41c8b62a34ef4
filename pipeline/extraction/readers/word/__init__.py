"""DOCX to documents: ``body`` walks text and tables, ``numbering`` makes the numbers that lists print."""

from pipeline.extraction.readers.word.reader import claims, read

__all__ = ["claims", "read"]
