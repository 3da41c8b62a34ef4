"""The numbers that Word's list styles print before a paragraph: ``一、``, ``(1)``, ``第一部分``.

Counting of lists (ECMA-376, 17.9) and the forms of their numbers belong here. Where a paragraph stands does not.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pipeline.extraction.readers.word.names import W, child, value_of
from pipeline.extraction.readers.xml import Element

_PLACE = re.compile(r"%([1-9])")
_DIGITS = "\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d"
_LEGAL = "\u96f6\u58f9\u8d30\u53c1\u8086\u4f0d\u9646\u67d2\u634c\u7396"
_STEMS = "\u7532\u4e59\u4e19\u4e01\u620a\u5df1\u5e9a\u8f9b\u58ec\u7678"
_BRANCHES = "\u5b50\u4e11\u5bc5\u536f\u8fb0\u5df3\u5348\u672a\u7533\u9149\u620c\u4ea5"
_NUMBERED = f"{W}numPr"
_LEVELS = 9


def _counted(number: int, digits: str, units: str) -> str:
    """A number up to 9,999 as it is counted in Chinese."""
    if not 0 < number < 10_000:
        return str(number)
    text = ""
    zero = False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit == 0:
            zero = bool(text)
            continue
        if zero:
            text += digits[0]
            zero = False
        text += digits[digit] + (units[power - 1] if power else "")
    return text


def _chinese(number: int) -> str:
    text = _counted(number, "\u96f6" + _DIGITS[1:], "\u5341\u767e\u5343")
    return text[1:] if text.startswith("\u4e00\u5341") else text


def _letters(number: int) -> str:
    return chr(64 + (number - 1) % 26 + 1) * ((number - 1) // 26 + 1) if 0 < number <= 780 else str(number)


def _roman(number: int) -> str:
    text = ""
    for value, sign in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
        (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        if number < 4000:
            text += sign * (number // value)
            number %= value
    return text


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 0 < number <= 20 else str(number)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)] if number > 0 else str(number)


def _each_digit(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


_FORMS: Mapping[str, Callable[[int], str]] = {
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "ideographDigital": _each_digit,
    "japaneseDigitalTenThousand": _each_digit,
    "taiwaneseDigital": _each_digit,
    "chineseLegalSimplified": lambda number: _counted(number, _LEGAL, "\u62fe\u4f70\u4edf"),
    "ideographLegalTraditional": lambda number: _counted(number, _LEGAL, "\u62fe\u4f70\u4edf"),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalFullWidth": lambda number: "".join(chr(0xFF10 + int(digit)) for digit in str(number)),
    "decimalZero": lambda number: f"{number:02d}",
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "none": lambda number: "",
}


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart_after: int | None = None


@dataclass(slots=True)
class _List:
    """An abstract list: its levels, and the counters that all lists made from it share."""

    levels: dict[int, _Level] = field(default_factory=dict[int, _Level])
    counters: dict[int, int] = field(default_factory=dict[int, int])
    style_link: str = ""


class Numbering:
    """Counts the lists of one document in reading order."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        """Read the definitions.

        Args:
            numbering: Root of ``word/numbering.xml``; None where the document has none.
            styles: Root of ``word/styles.xml``; None likewise.
        """
        self._lists: dict[str, _List] = {}
        self._instances: dict[str, tuple[str, dict[int, _Level]]] = {}
        self._started: set[tuple[str, int]] = set()
        self._styles: dict[str, tuple[str, str | None, str | None]] = {}
        self._found: dict[str, tuple[str | None, str | None]] = {}
        self._default = ""
        if numbering is not None:
            self._read(numbering)
        if styles is not None:
            self._read_styles(styles)

    def _read(self, root: Element) -> None:
        for element in root:
            if element.tag == f"{W}abstractNum":
                found = _List({}, {}, value_of(element, "numStyleLink"))
                for item in element:
                    if item.tag == f"{W}lvl":
                        found.levels[int(item.get(f"{W}ilvl") or 0)] = _level(item)
                self._lists[element.get(f"{W}abstractNumId") or ""] = found
            elif element.tag == f"{W}num":
                overrides: dict[int, _Level] = {}
                abstract = value_of(element, "abstractNumId")
                base = self._lists.get(abstract, _List())
                for item in element:
                    if item.tag == f"{W}lvlOverride":
                        index = int(item.get(f"{W}ilvl") or 0)
                        overrides[index] = _overridden(item, base.levels.get(index, _Level()))
                self._instances[element.get(f"{W}numId") or ""] = (abstract, overrides)

    def _read_styles(self, root: Element) -> None:
        for style in root:
            if style.tag != f"{W}style":
                continue
            identity = style.get(f"{W}styleId") or ""
            number, level = numbering_of(style.find(f"{W}pPr"))
            self._styles[identity] = (value_of(style, "basedOn"), number, level)
            if style.get(f"{W}default") in ("1", "true") and style.get(f"{W}type") == "paragraph":
                self._default = identity

    def _of_style(self, style: str) -> tuple[str | None, str | None]:
        found = self._found.get(style)
        if found is None:
            found = self._found[style] = self._look_up(style)
        return found

    def _look_up(self, style: str) -> tuple[str | None, str | None]:
        """List and level of a style, or of those it is based on."""
        level: str | None = None
        for _ in range(20):
            based_on, number, own_level = self._styles.get(style, ("", None, None))
            level = level if level is not None else own_level
            if number is not None:
                return number, level
            if not based_on:
                break
            style = based_on
        return None, level

    def _list(self, abstract: str) -> _List:
        found = self._lists.get(abstract, _List())
        if found.style_link and not found.levels:
            number, _ = self._of_style(found.style_link)
            linked = self._instances.get(number or "", ("", {}))[0]
            return self._lists.get(linked, found) if linked != abstract else found
        return found

    def label(self, properties: Element | None) -> str:
        """Count a paragraph and give the number that is printed before it.

        Args:
            properties: Its ``w:pPr``; None where it has none.

        Returns:
            The number as printed; empty for a paragraph outside lists and for bullets.
        """
        number, level_text = numbering_of(properties)
        style_number, style_level = self._of_style(value_of(properties, "pStyle") or self._default)
        number = number if number is not None else style_number
        level = min(max(int(level_text or style_level or 0), 0), _LEVELS - 1)
        if number is None or number == "0" or number not in self._instances:
            return ""
        abstract, overrides = self._instances[number]
        counted = self._list(abstract)
        self._count(counted, number, overrides, level)
        return self._print(counted, overrides, level)

    def _count(self, counted: _List, number: str, overrides: dict[int, _Level], level: int) -> None:
        definition = overrides.get(level) or counted.levels.get(level, _Level())
        if level in overrides and (number, level) not in self._started:
            counted.counters.pop(level, None)
        self._started.add((number, level))
        counted.counters[level] = counted.counters.get(level, definition.start - 1) + 1
        for deeper in list(counted.counters):
            below = counted.levels.get(deeper, _Level())
            if deeper > level and below.restart_after != 0:
                del counted.counters[deeper]

    def _print(self, counted: _List, overrides: dict[int, _Level], level: int) -> str:
        definition = overrides.get(level) or counted.levels.get(level, _Level())
        if definition.form == "bullet":
            return ""

        def number_of(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            of_level = overrides.get(index) or counted.levels.get(index, _Level())
            return _FORMS.get(of_level.form, str)(counted.counters.get(index, of_level.start))

        return _PLACE.sub(number_of, definition.text)


def numbering_of(properties: Element | None) -> tuple[str | None, str | None]:
    """List and level that paragraph properties name, as text."""
    numbered = child(properties, _NUMBERED) if properties is not None else None
    if numbered is None:
        return None, None
    return value_of(numbered, "numId") or None, value_of(numbered, "ilvl") or None


def _level(element: Element) -> _Level:
    start, restart = value_of(element, "start"), value_of(element, "lvlRestart")
    return _Level(
        int(start) if start else 1,
        value_of(element, "numFmt") or "decimal",
        value_of(element, "lvlText"),
        int(restart) if restart else None,
    )


def _overridden(element: Element, base: _Level) -> _Level:
    own = element.find(f"{W}lvl")
    level = _level(own) if own is not None else base
    start = value_of(element, "startOverride")
    return _Level(int(start), level.form, level.text, level.restart_after) if start else level
