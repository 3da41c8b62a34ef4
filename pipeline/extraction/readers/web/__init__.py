"""Web pages to documents: ``characters`` decodes, ``content`` leaves navigation out, ``flow`` walks text and tables."""

from pipeline.extraction.readers.web.reader import claims, read

__all__ = ["claims", "read"]
