"""Web pages saved with everything in one file (MHT, MIME HTML; RFC 2557) to the pages inside.

Taking the HTML parts out belongs here; reading them does not.
"""

from email import policy
from email.message import Message
from email.parser import BytesParser

from pipeline.extraction.readers import limits
from pipeline.extraction.readers.web.characters import Characters, declared_encoding, decode

_STARTS = (
    b"mime-version:",
    b"from:",
    b"content-type: multipart/related",
    b"content-location:",
    b"subject:",
    b"date:",
    b"snapshot-content-location:",
)


def is_mht(data: bytes) -> bool:
    """Whether the bytes are a message whose parts are a web page."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    return head.startswith(_STARTS) and b"mime-version:" in head and b"content-type:" in head


def pages(data: bytes) -> list[Characters]:
    """The HTML pages inside, in order (a workbook saved as a web archive has one a sheet)."""
    message = BytesParser(policy=policy.compat32).parsebytes(data)
    found: list[Characters] = []
    for part in message.walk():
        if len(found) >= limits.SHEETS:
            break
        if part.get_content_type() == "text/html" and not part.is_multipart():
            body = part.get_payload(decode=True)
            if isinstance(body, bytes):
                found.append(decode(body, _charset(part)))
    return found


def _charset(part: Message) -> str:
    name = part.get_content_charset()
    return declared_encoding(f"charset={name}".encode("ascii", "ignore")) if name else ""
