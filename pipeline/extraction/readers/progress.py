"""Word of slow work that goes on: recognition takes seconds a page, and a long scan is no document that hangs.

Passing the word on belongs here; how much time a page is worth is said in ``limits``, who measures is ``workers``.
"""

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []


def listen(listener: Callable[[], None]) -> None:
    """Have a function called before each page that is recognised."""
    _listeners.append(listener)


def page_begins() -> None:
    """Say that the recognition of one more page begins."""
    for listener in _listeners:
        listener()
