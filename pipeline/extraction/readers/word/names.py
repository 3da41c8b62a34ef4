"""Names of WordprocessingML (ECMA-376, part 1, 17) and small look-ups among them."""

from pipeline.extraction.readers.xml import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
OFF = frozenset({"0", "false", "off", "none"})


def child(element: Element, tag: str) -> Element | None:
    """The first child of that tag; several times as fast as ``find``, and there are some for every run."""
    return next(element.iterchildren(tag), None)


def value_of(element: Element | None, name: str) -> str:
    """``val`` of the first child of that name (without namespace); empty where absent."""
    found = child(element, W + name) if element is not None else None
    return found.get(VAL) or "" if found is not None else ""


def is_on(element: Element | None, name: str) -> bool:
    """Whether a switch among properties is on (``<w:vanish/>``, not ``<w:vanish w:val="0"/>``)."""
    found = child(element, W + name) if element is not None else None
    return found is not None and found.get(VAL) not in OFF
