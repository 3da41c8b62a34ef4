"""White shapes of a page, under which nobody sees what was drawn before."""

from pipeline.extraction.page.document import Box
from pipeline.extraction.readers.printed.marks import Rect


class Covers:
    """White shapes of a page by height, so that a character meets only those at its own."""

    BAND = 24.0

    def __init__(self, covers: list[tuple[int, Box]], order: list[int]) -> None:
        self._bands: dict[int, list[tuple[int, Box]]] = {}
        self._order = {address: place for place, address in enumerate(order)} if covers else {}
        for cover in covers:
            top, bottom = max(cover[1].top, -1e4), min(cover[1].bottom, 1e4)
            for band in range(int(top // self.BAND), int(bottom // self.BAND) + 1):
                self._bands.setdefault(band, []).append(cover)

    def hide(self, drawer: int, x: float, y: float) -> bool:
        """Whether a shape drawn later lies over a place."""
        order = self._order.get(drawer)
        return order is not None and self.last_over(x, y) > order

    def last_over(self, x: float, y: float) -> int:
        """Order of the last shape that lies over a place; 0 where there is none."""
        last = 0
        for later, box in self._bands.get(int(y // self.BAND), ()):
            if later > last and box.x0 <= x <= box.x1 and box.top <= y <= box.bottom:
                last = later
        return last


def holds(rect: Rect | Box, x: float, y: float) -> bool:
    """Whether a place lies within a box."""
    return rect.x0 <= x <= rect.x1 and rect.top <= y <= rect.bottom
