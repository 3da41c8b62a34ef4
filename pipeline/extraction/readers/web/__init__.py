"""Web pages to documents: ``characters`` decodes, ``content`` leaves navigation out, ``flow`` walks text and tables."""

from pipeline.extraction.readers.web.read import claims, read

__all__ = ["claims", "read"]
