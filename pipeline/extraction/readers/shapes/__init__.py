"""Tables of plain texts that no TAB tells: pipes, runs of blanks, HTML, comma-separated values."""

from pipeline.extraction.readers.shapes.find import find_shapes

__all__ = ["find_shapes"]
