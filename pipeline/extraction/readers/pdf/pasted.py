"""Tables that stand as pictures on a page of text.

Which pictures may be such a table, and setting what was recognised in them among the text, belong here; recognising is
``ocr``'s. A photograph, a chart, a letterhead and a seal are none.
"""

import re
from collections.abc import Sequence

from PIL import Image

from pipeline.extraction.page.document import Box
from pipeline.extraction.readers.ocr import recognise
from pipeline.extraction.readers.ocr.picture import gray, rulings_of_picture
from pipeline.extraction.readers.printed.assemble import Sheet
from pipeline.extraction.readers.printed.cells import Table
from pipeline.extraction.readers.printed.marks import Page
from pipeline.extraction.readers.printed.rulings import rulings_of

LEAST_SHARE = 0.05
"""Of the page; a seal of 42 mm takes three hundredths of A4."""
LEAST_SIDE = 60.0
"""Points: a heading and two rows."""
MOST_GLYPHS = 40
"""Characters over a picture from which it is the ground of the text, not beside it."""
LIGHT, PAPER = 170, 0.5
"""How light paper is at least, and the share of a printed page that it takes at least."""
FEWEST_AMOUNTS = 4
DARK = 150
LINE = 0.6
"""Share of a side that is dark along a ruling."""
FEWEST_LINES = 3
_AMOUNT = re.compile(r"-?\d[\d,]*\.\d+\Z")


def pictures_of(page: Page) -> list[Box]:
    """The pictures of a page that may hold a table.

    Args:
        page: With text of its own.

    Returns:
        Their boxes on the page as it is shown.
    """
    least = LEAST_SHARE * page.width * page.height
    large = [
        box
        for box in page.pictures
        if min(box.x1 - box.x0, box.bottom - box.top) >= LEAST_SIDE
        and (box.x1 - box.x0) * (box.bottom - box.top) >= least
    ]
    if not large:
        return []
    places = [page.shown(Box(glyph.x0, glyph.top, glyph.x1, glyph.bottom)) for glyph in page.glyphs]
    middles = [((place.x0 + place.x1) / 2, (place.top + place.bottom) / 2) for place in places]
    return [
        box for box in large if sum(box.x0 < x < box.x1 and box.top < y < box.bottom for x, y in middles) < MOST_GLYPHS
    ]


def printed(picture: Image.Image, boxes: Sequence[Box], dots_per_point: float) -> list[Box]:
    """Those pictures that show print on paper, which a photograph does not."""
    return [box for box in boxes if _is_paper(_crop(picture, box, dots_per_point))]


def ruled(picture: Image.Image, boxes: Sequence[Box], dots_per_point: float) -> bool:
    """Whether one of these pictures shows a table with lines; asked where nothing can be recognised."""
    return any(_is_ruled(_crop(picture, box, dots_per_point)) for box in boxes)


def with_pasted(sheet: Sheet, picture: Image.Image, boxes: Sequence[Box], dots_per_point: float) -> None:
    """Set the ruled tables recognised in pictures of a page, and the lines around them, among its text, in place.

    A chart takes seconds to recognise, too; lines tell it from a table at once.

    Args:
        sheet: The text of the page.
        picture: The whole page.
        boxes: Of the pictures, as shown.
        dots_per_point: Of the picture.
    """
    for box in boxes:
        alone = Image.new("RGB", picture.size, "white")
        place = _dots(box, dots_per_point)
        if min(map(len, rulings_of(rulings_of_picture(gray(picture.crop(place)), dots_per_point)))) < FEWEST_LINES:
            continue
        alone.paste(picture.crop(place), place[:2])
        for found in recognise.sheets_of_picture(alone, sheet.page.number, dots_per_point):
            if sum(map(_amounts, found.tables)) >= FEWEST_AMOUNTS:
                sheet.lines = sorted([*sheet.lines, *found.lines], key=lambda line: line.box.top)
                sheet.tables = [*sheet.tables, *found.tables]


def _amounts(table: Table) -> int:
    return sum(bool(_AMOUNT.match(cell.text)) for row in table.rows for cell in row.values())


def _dots(box: Box, dots_per_point: float) -> tuple[int, int, int, int]:
    x0, top, x1, bottom = (max(round(value * dots_per_point), 0) for value in box)
    return x0, top, x1, bottom


def _crop(picture: Image.Image, box: Box, dots_per_point: float) -> Image.Image:
    return picture.crop(_dots(box, dots_per_point)).convert("L")


def _is_paper(crop: Image.Image) -> bool:
    counts = crop.histogram()
    return sum(counts[LIGHT:]) >= PAPER * sum(counts)


def _is_ruled(crop: Image.Image) -> bool:
    dark = crop.point([255 if light < DARK else 0 for light in range(256)])
    return all(
        _lines(dark.resize(size, Image.Resampling.BOX)) >= FEWEST_LINES for size in ((1, crop.height), (crop.width, 1))
    )


def _lines(profile: Image.Image) -> int:
    """How many lines a picture squeezed to one row or column of dots shows."""
    dark = [share >= 255 * LINE for share in profile.tobytes()]
    return sum(here and not before for before, here in zip([False, *dark], dark, strict=False))
