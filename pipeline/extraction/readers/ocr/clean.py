"""What lies on a page beside its print, taken away: the dark surround of a scan, the ink of a seal.

What is no part of the page belongs here; rulings are ``picture``'s, since they tell where cells are.
"""

from importlib import import_module

from PIL import Image

from pipeline.extraction.readers.ocr.picture import Pixels, gray

DARK = 110
THICK = 8.0
"""Points: no ruling is as thick as the surround of a page."""
RED = 50
"""By how much red must stand out for the ink of a seal; paper yellows by less."""
REDDISH = 15
"""The same for the rims of its strokes."""
DARKER = 25
"""By how much print below the ink of a seal is darker than that ink, at least."""
SMALLEST_SEAL, LARGEST_SEAL = 60.0, 200.0
"""Points across; the seals of bodies measure 42 to 60 mm, 119 to 170 points."""
LONGEST_SEAL = 1.7
"""How many times longer than wide a seal is; those of finance offices are ovals of 45 by 30 mm."""
BRIDGE = 4.0
"""Points by which print interrupts the ring of a seal."""


def without_seals(picture: Image.Image, dots_per_point: float) -> Pixels:
    """The gray dots of a page on which the ink of red seals is as light as paper, and print below it is not.

    Args:
        picture: As scanned.
        dots_per_point: Of the picture.

    Returns:
        The page; red type and red rulings stay, which are no rings.
    """
    pixels = gray(picture)
    if picture.mode != "RGB":
        return pixels
    cv2, numpy = import_module("cv2"), import_module("numpy")
    colours = numpy.asarray(picture)
    red = colours[:, :, 0]
    beyond = red.astype(numpy.int16) - numpy.maximum(colours[:, :, 1], colours[:, :, 2])
    ink = (beyond > RED).astype(numpy.uint8)
    if not ink.any():
        return pixels
    side = max(int(BRIDGE * dots_per_point), 3)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, numpy.ones((side, side), numpy.uint8))
    changed = pixels.copy()
    for x, y, width, height, _ in cv2.connectedComponentsWithStats(joined)[2][1:]:
        shorter, longer = sorted((width / dots_per_point, height / dots_per_point))
        if shorter >= SMALLEST_SEAL and longer <= min(LARGEST_SEAL, LONGEST_SEAL * shorter):
            place = slice(y, y + height), slice(x, x + width)
            usual = numpy.median(red[place][ink[place] > 0])
            bare = (beyond[place] > REDDISH) & (red[place] >= usual - DARKER)
            changed[place] = numpy.where(bare, 255, numpy.maximum(pixels[place], red[place]))
    return changed


def without_surround(pixels: Pixels, dots_per_point: float) -> Pixels:
    """The page without what is dark around it: the lid of the scanner, the shadow of the fold.

    Args:
        pixels: The page.
        dots_per_point: Of the picture.

    Returns:
        The same dots, those of the surround white. It would else be taken for lines, and its edge for their direction.
    """
    cv2, numpy = import_module("cv2"), import_module("numpy")
    side = max(int(THICK * dots_per_point), 3)
    # Opened in a frame as dark as it, so that a narrow surround is thick.
    dark = (pixels < DARK).astype(numpy.uint8)
    framed = cv2.copyMakeBorder(dark, side, side, side, side, cv2.BORDER_CONSTANT, value=1)
    thick = cv2.morphologyEx(framed, cv2.MORPH_OPEN, numpy.ones((side, side), numpy.uint8))
    labels = cv2.connectedComponents(thick)[1]
    around = (labels == labels[0, 0]).astype(numpy.uint8)
    reach = max(int(dots_per_point), 1)
    around = cv2.dilate(around, numpy.ones((2 * reach + 1, 2 * reach + 1), numpy.uint8))[side:-side, side:-side]
    changed = pixels.copy()
    changed[around > 0] = 255
    return changed
