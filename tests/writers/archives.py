"""Archives for tests: RAR (stored, as its technote 5.0 describes), which no packer of the system writes."""

import zlib


def _number(value: int) -> bytes:
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def _block(content: bytes) -> bytes:
    sized = _number(len(content)) + content
    return zlib.crc32(sized).to_bytes(4, "little") + sized


def rar(name: str, data: bytes) -> bytes:
    """A RAR 5 archive of one stored file."""
    encoded = name.encode()
    file = (
        _number(2) + _number(2) + _number(len(data)) + _number(4) + _number(len(data)) + _number(0o100644)
        + zlib.crc32(data).to_bytes(4, "little") + _number(0) + _number(1) + _number(len(encoded)) + encoded
    )  # fmt: skip
    return (
        b"Rar!\x1a\x07\x01\x00"
        + _block(_number(1) + _number(0) + _number(0))
        + _block(file)
        + data
        + _block(_number(5) + _number(0) + _number(0))
    )
