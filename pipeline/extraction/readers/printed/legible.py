"""Whether the characters of a page can be believed.

Telling a text layer from its absence and from a wrong one belongs here; reading the page in another way does not.
"""

import re
from typing import Literal

from pipeline.extraction.readers.lost import IDEOGRAPH, of_many_scripts
from pipeline.extraction.readers.printed.marks import Page

Problem = Literal["", "unloaded", "picture", "broken", "beyond"]
"""What is wrong with a page; ``beyond`` where its picture is one more than are recognised of a file."""

FEWEST_GLYPHS = 12
"""Glyphs below which a page under a picture has no text layer worth the name (a stamp, a page number)."""
PICTURE = 0.4
"""Share of the page that a picture must cover to be its content."""
WHOLE = 0.8
"""Share from which a picture is the page itself; text that stands only at its margins is a stamp or a running head."""
MARGIN = 0.08
"""Share of the height of a page that its running heads and feet take at most."""
OUTLINES = 2_000
"""Pieces of outlines from which a page without text is drawn with shapes instead: a line of type has some hundreds."""
ENOUGH_TO_JUDGE = 40
UNMAPPED = 0.02
"""Share of glyphs without a character from which the map is incomplete: lost digits would go unseen."""
STRANGE = 0.05
"""Share of signs that no Chinese document prints beside which letters are no words either."""
FOREIGN = 0.4
"""Share of letters and strange signs that is not Chinese any more."""
_LETTER = re.compile(r"[A-Za-z]")
_STRANGE = re.compile(
    r"[!\"#$&'*+;<=>?@\[\\\]^_`{|}~\u0080-\u00b6\u00b8-\u02ff\u0370-\u04ff\ue000-\uf8ff\ufffd\x00-\x1f]"
)


def problem_of(page: Page) -> Problem:
    """What is wrong with the characters of a page.

    Args:
        page: Its marks.

    Returns:
        ``picture`` where the page is an image or drawn as one, ``broken`` where the file maps glyphs to wrong or no
        characters, ``unloaded`` where the page is damaged, else nothing.
    """
    if page.unmapped < 0:
        return "unloaded"
    if _is_picture(page):
        return "picture"
    count = len(page.glyphs) + page.unmapped
    if count >= ENOUGH_TO_JUDGE:
        text = "".join(glyph.text for glyph in page.glyphs)
        # One font of several may have no map: its glyphs are as much lost as those without a character.
        if page.unmapped + of_many_scripts(text) > UNMAPPED * count or _is_strange(text):
            return "broken"
    return ""


def _is_picture(page: Page) -> bool:
    if len(page.glyphs) < FEWEST_GLYPHS:
        return page.picture_share >= PICTURE or page.outlines >= OUTLINES
    if page.picture_share < WHOLE:
        return False
    first, last = MARGIN * page.height, (1 - MARGIN) * page.height
    return sum(first < (glyph.top + glyph.bottom) / 2 < last for glyph in page.glyphs) < FEWEST_GLYPHS


def _is_strange(text: str) -> bool:
    """Signs that no disclosure prints, and hardly an ideograph: glyphs were mapped to their numbers in the font."""
    ideographs = len(IDEOGRAPH.findall(text))
    if len(text) < 2 * ideographs:
        return False
    strange = len(_STRANGE.findall(text))
    foreign = strange + len(_LETTER.findall(text))
    return strange > STRANGE * len(text) and foreign > FOREIGN * len(text) and ideographs < 0.1 * foreign
