"""Processor time of reading documents in the formats of publishers, each library in one run on the same files.

Usage: ``python -m benchmarks.formats FOLDER`` with a folder of PDFs or of workbooks, Word documents and web pages.
Prints, for PDFs, milliseconds a page of our reader (bytes to grids and paragraphs) and of ``pdfplumber``
(``find_tables`` alone), the factor between them and how our time grows with the pages; for the others, milliseconds a
document; and the memory at its highest.
"""

import argparse
import gc
import resource
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import ModuleType

import pdfplumber

from pipeline.extraction.page.document import Document
from pipeline.extraction.readers import excel, web, word
from pipeline.extraction.readers.pdf.engine import PdfFile
from pipeline.extraction.readers.pdf.reader import read


def processor_time(work: Callable[[Path], int], files: Sequence[Path]) -> tuple[float, int]:
    """Seconds of processor time, and pages, of a piece of work over all files."""
    gc.collect()
    started = time.process_time()
    pages = sum(map(work, files))
    return time.process_time() - started, pages


def with_our_reader(path: Path) -> int:
    """Read a PDF into a Document."""
    data = path.read_bytes()
    read(data)
    return PdfFile(data).page_count


def with_our_engine(path: Path) -> int:
    """Glyphs and rulings only."""
    return sum(1 for _ in PdfFile(path.read_bytes()).pages())


def with_pdfplumber(path: Path) -> int:
    """What peers use: tables by lines, their cells not even read."""
    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.find_tables()
            page.close()
        return len(document.pages)


def per_page(name: str, work: Callable[[Path], int], files: Sequence[Path]) -> float:
    """Print and return milliseconds a page."""
    seconds, pages = processor_time(work, files)
    milliseconds = 1000 * seconds / max(pages, 1)
    print(f"{name:<34}{milliseconds:8.2f} ms a page  ({pages} pages)")
    return milliseconds


def growth(files: Sequence[Path]) -> None:
    """Print the time of each file by its pages: linear reading has the same milliseconds a page everywhere."""
    for path in sorted(files, key=lambda path: path.stat().st_size):
        seconds, pages = processor_time(with_our_reader, [path])
        print(f"  {path.name:<40}{pages:5d} pages {1000 * seconds / max(pages, 1):8.2f} ms a page")


def pdf(folder: Path) -> None:
    """Compare on all PDFs of a folder."""
    files = sorted(folder.glob("*.pdf"))
    with_our_reader(files[0])
    engine = per_page("our engine (glyphs, rulings)", with_our_engine, files)
    ours = per_page("our reader (grids, paragraphs)", with_our_reader, files)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'highest memory so far':<34}{memory:8.0f} MB")
    theirs = per_page("pdfplumber (find_tables)", with_pdfplumber, files)
    print(f"factor {theirs / ours:.1f}, of our time {100 * engine / ours:.0f} % in the engine")
    growth(files)


def office(folder: Path) -> None:
    """Milliseconds of each document that is no PDF: recognised by content and read, the best of five."""
    for path in sorted(path for path in folder.iterdir() if path.is_file() and path.suffix != ".pdf"):
        data = path.read_bytes()
        reader = next((reader for reader in (excel, word, web) if reader.claims(data)), None)
        if reader is not None:
            best = min(processor_time(partial(claim_and_read, reader, data), [path])[0] for _ in range(5))
            print(f"  {path.name:<40}{1000 * best:8.2f} ms")
    print(f"{'highest memory so far':<34}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB")


def claim_and_read(reader: ModuleType, data: bytes, path: Path) -> int:
    """Read a document as the registry does: asked whether it is of this kind, then read."""
    del path
    return int(reader.claims(data) and isinstance(reader.read(data), Document))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    if any(folder.glob("*.pdf")):
        pdf(folder)
    office(folder)


if __name__ == "__main__":
    main()
