"""Hostile documents made from a healthy one: seeded, so that the same seed gives the same documents.

Only the making belongs here. Kinds: bytes flipped, cut out, doubled and moved; lines doubled, shuffled, cut and joined;
fields moved; numbers made enormous; signs of other formats strewn in; other encodings.
"""

import random
from collections.abc import Callable, Iterator

_STREWN = (
    "\t",
    "\n",
    "\0",
    "\x1b[2J",
    "<b>",
    "&amp;",
    "[bookmark:",
    "（",
    "\u202e",
    "\ufeff",
    "%PDF-",
    "单位：万元",
    "合计",
)
_WILD = ("99999999999999999999", "-", "0.000000000001", "1e9", "１２３", "12,34,5", "∞", "", "万", "3.14.15")


def mutated(text: str, count: int, seed: int) -> Iterator[bytes]:
    """Yield so many documents."""
    dice = random.Random(seed)
    for _ in range(count):
        data = text
        for _ in range(dice.randint(1, 3)):
            data = dice.choice(_LINES)(data, dice)
        encoded = data.encode(dice.choice(("utf-8", "utf-8", "utf-8", "gb18030", "utf-16", "utf-8-sig")), "replace")
        yield dice.choice(_BYTES)(encoded, dice) if dice.random() < 0.3 else encoded


def _double_lines(text: str, dice: random.Random) -> str:
    lines = text.split("\n")
    at = dice.randrange(len(lines))
    return "\n".join(lines[: at + 5] + lines[at : at + 5] * dice.randint(1, 20) + lines[at + 5 :])


def _shuffle_lines(text: str, dice: random.Random) -> str:
    lines = text.split("\n")
    at = dice.randrange(len(lines))
    window = lines[at : at + 30]
    dice.shuffle(window)
    return "\n".join(lines[:at] + window + lines[at + 30 :])


def _cut(text: str, dice: random.Random) -> str:
    first, last = sorted(dice.randrange(len(text) + 1) for _ in range(2))
    return text[:first] + text[last:]


def _join_lines(text: str, dice: random.Random) -> str:
    return text.replace("\n", dice.choice(("", " ", "\t")), dice.randint(1, 200))


def _move_fields(text: str, dice: random.Random) -> str:
    lines = text.split("\n")
    for _ in range(dice.randint(1, 40)):
        at = dice.randrange(len(lines))
        fields = lines[at].split("\t")
        dice.shuffle(fields)
        lines[at] = "\t".join(fields)
    return "\n".join(lines)


def _wild_numbers(text: str, dice: random.Random) -> str:
    lines = text.split("\n")
    for _ in range(dice.randint(1, 20)):
        at = dice.randrange(len(lines))
        fields = lines[at].split("\t")
        fields[dice.randrange(len(fields))] = dice.choice(_WILD)
        lines[at] = "\t".join(fields)
    return "\n".join(lines)


def _strew(text: str, dice: random.Random) -> str:
    for _ in range(dice.randint(1, 30)):
        at = dice.randrange(len(text) + 1)
        text = text[:at] + dice.choice(_STREWN) * dice.randint(1, 5) + text[at:]
    return text


def _flip(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.randint(1, 20)):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def _truncate(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data) + 1)]


_LINES: tuple[Callable[[str, random.Random], str], ...] = (
    _double_lines, _shuffle_lines, _cut, _join_lines, _move_fields, _wild_numbers, _strew,
)  # fmt: skip
_BYTES: tuple[Callable[[bytes, random.Random], bytes], ...] = (_flip, _truncate)
