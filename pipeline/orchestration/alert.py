"""Telling somebody that a night failed: a command, a web address, or both, named by the environment.

``YUJUESUAN_ALERT_COMMAND`` is a command that gets the words on its standard input (``mail -s "Yujuesuan" a@b``);
``YUJUESUAN_ALERT_URL`` is sent ``{"text": …}`` as JSON, as chat services take it. Who is told, and when, belongs here.
What is wrong with the telling is said, and never hides what failed.
"""

import json
import os
import shlex
import subprocess
import urllib.request
from collections.abc import Callable, Iterator, Mapping

COMMAND, ADDRESS = "YUJUESUAN_ALERT_COMMAND", "YUJUESUAN_ALERT_URL"
SECONDS = 20
"""The longest that telling may take."""
_MOST = 4000


def tell(words: str, environment: Mapping[str, str] = os.environ) -> list[str]:
    """Tell whoever the environment names.

    Args:
        words: What failed, and why.
        environment: Where the command and the address are named.

    Returns:
        What was wrong with the telling, a sentence each; nothing where nobody is named.
    """
    return list(_told(words[:_MOST], environment))


def _told(words: str, environment: Mapping[str, str]) -> Iterator[str]:
    ways: list[tuple[str, Callable[[str, str], None]]] = [(COMMAND, _run), (ADDRESS, _post)]
    for name, way in ways:
        if wanted := environment.get(name, "").strip():
            try:
                way(wanted, words)
            except (OSError, ValueError, subprocess.SubprocessError) as error:
                yield f"The alert of {name} could not be given: {error}"


def _run(command: str, words: str) -> None:
    subprocess.run(shlex.split(command), input=words, text=True, timeout=SECONDS, check=True, stdout=subprocess.DEVNULL)


def _post(address: str, words: str) -> None:
    if not address.startswith(("http://", "https://")):
        raise ValueError("the address must begin with http:// or https://")
    body = json.dumps({"text": words}, ensure_ascii=False).encode("utf-8")
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=SECONDS):
        return
