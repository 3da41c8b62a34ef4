"""Under which names a server answers: one that is for this machine alone answers to nothing but its own names.

A page from elsewhere can have its own name resolved to 127.0.0.1 and then read what a browser here gets (DNS
rebinding); the browser still says the name. A server for others stands behind names of theirs and is not asked.
"""

import re
from collections.abc import Sequence

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""Names of this machine, as a browser sends them."""

_NAME = re.compile(r"(\[[^\]]*\]|[^:\[\]]*)(?::\d*)?")


def names_of(host: str, *, is_public: bool) -> Sequence[str]:
    """The names a server answers to.

    Args:
        host: The address it serves at.
        is_public: Whether it is for others, perhaps behind a proxy.

    Returns:
        The names; none where any will do.
    """
    return LOOPBACK if not is_public and host in ("::1", *LOOPBACK) else ()


class OwnNames:
    """An application that answers to some names alone."""

    def __init__(self, app: ASGIApp, names: Sequence[str]) -> None:
        self._app = app
        self._names = frozenset(names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or say that this is not who was asked."""
        if scope["type"] == "http" and self._named(scope) not in self._names:
            answer = PlainTextResponse("this server answers to the names of this machine alone", 421)
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)

    @staticmethod
    def _named(scope: Scope) -> str:
        """The name that was asked, without a port."""
        named = next((value for key, value in scope["headers"] if key == b"host"), b"").decode("latin-1").lower()
        found = _NAME.fullmatch(named)
        return found[1] if found else ""
