"""Follows every amount of the pages to the place where it is printed, as a reader would who trusts none of them.

    python -m tests.web.amounts ADDRESS [MOST]

walks a running server from its first page, follows the link of each amount and counts whether exactly one thing is
marked there and prints that amount. What the page of a sum adds up is followed too.
"""

import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from html.parser import HTMLParser
from urllib.parse import urljoin
from urllib.request import urlopen

UNITS = [Decimal(unit) for unit in (1, 1000, 10_000, 1_000_000, 100_000_000)]
"""Yuan of the units that documents print."""
WALKED = ("bodies", "regions", "functions", "economic", "cofog", "three-public", "compare", "documents", "findings")
"""Pages whose amounts are followed."""
NOTHING = frozenset({"", "-", "--", "—", "－", "无", "/"})
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
Get = Callable[[str], str]


@dataclass(slots=True)
class Amount:
    """An amount of a page: its text, where it leads, and the section it stands in."""

    text: str
    address: str
    section: str


class Read(HTMLParser):
    """The amounts, links and marks of one page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.amounts: list[Amount] = []
        self.marks: list[str] = []
        self._section = ""
        self._amount: Amount | None = None
        self._mark: list[str] | None = None
        self._closes = ""
        self.has_rest = "余数" in html
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        kinds = named.get("class", "").split()
        if tag == "section":
            self._section = named.get("id", "")
        if tag == "td" and "money" in kinds:
            self._amount = Amount("", "", self._section)
        if tag == "a" and "href" in named:
            self.links.append(named["href"])
            if self._amount:
                self._amount.address = named["href"]
        if "marked" in kinds and tag in ("td", "span", "rect") and "key" not in kinds:
            self._mark, self._closes = [], tag

    def handle_endtag(self, tag: str) -> None:
        if tag == "td" and self._amount:
            if self._amount.text.strip():
                self.amounts.append(self._amount)
            self._amount = None
        if self._mark is not None and tag == self._closes:
            self.marks.append("".join(self._mark).strip())
            self._mark = None

    def handle_data(self, data: str) -> None:
        if self._amount:
            self._amount.text += data
        if self._mark is not None:
            self._mark.append(data)


def prints(text: str, amount: Decimal) -> bool:
    """Whether a printed text is this amount in some unit."""
    plain = re.sub(r"[,，\s]", "", text)
    if plain in NOTHING:
        return amount == 0
    found = [Decimal(number) for number in _NUMBER.findall(plain)]
    return any(abs(number) * unit == abs(amount) for number in found for unit in UNITS)


@dataclass(slots=True)
class Walk:
    """A walk over the pages of one server.

    Attributes:
        get: Gives the HTML of an address.
        most: Pages at most whose amounts are followed.
        alike: Amounts at most that are followed of a section of a page; None for all.
    """

    get: Get
    most: int = 400
    alike: int | None = None
    counts: Counter[str] = field(default_factory=Counter[str])
    wrong: list[str] = field(default_factory=list[str])
    _verdicts: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    _pages: dict[str, Read] = field(default_factory=dict[str, Read])

    def run(self, start: str = "/") -> "Walk":
        """Walk from an address."""
        waiting, seen = [start], set[str]()
        while waiting and len(seen) < self.most:
            address = waiting.pop(0)
            if address in seen:
                continue
            seen.add(address)
            page = self.page(address)
            if address.split("?")[0].split("/")[1] in WALKED:
                self.follow(address, page)
            for link in page.links:
                target = urljoin(address, link)
                if target.split("?")[0].split("/")[1] in WALKED and "format=" not in target and "line=" not in target:
                    waiting.append(target.split("#")[0])
        return self

    def page(self, address: str) -> Read:
        """One page, read once."""
        if address not in self._pages:
            self._pages[address] = Read(self.get(address))
        return self._pages[address]

    def follow(self, address: str, page: Read) -> None:
        """Follow the amounts of one page."""
        sections = Counter[str]()
        for amount in page.amounts:
            sections[amount.section] += 1
            if self.alike is not None and sections[amount.section] > self.alike:
                continue
            verdict = self.verdict(amount, address)
            kind = address.split("?")[0].split("/")[1]
            self.counts[verdict] += 1
            if verdict not in ("exact", "sum", "computed"):
                self.wrong.append(f"{verdict}: {kind} {amount.section} {amount.text} {address} -> {amount.address}")

    def verdict(self, amount: Amount, base: str) -> str:
        """What an amount leads to: ``exact``, ``sum`` of what is, ``several``, ``other``, ``none`` or ``no link``."""
        if not amount.address:
            return "computed" if base.split("?")[0] == "/three-public" and amount.section == "rise" else "no link"
        key = (amount.text, urljoin(base, amount.address))
        if key not in self._verdicts:
            self._verdicts[key] = "circle"
            self._verdicts[key] = self._led_to(_yuan(amount.text), key[1])
        return self._verdicts[key]

    def _led_to(self, value: Decimal, address: str) -> str:
        page = self.page(address)
        if len(page.marks) == 1:
            return "exact" if prints(page.marks[0], value) else "other"
        if page.marks:
            return "several"
        addends = [one for one in page.amounts if one.section == "addends"]
        if not addends:
            return "none"
        is_cut = any("from=" in link for link in page.links)
        if not is_cut and sum(_yuan(one.text) for one in addends) != value:
            return "wrong sum"
        # The rest of a printed total beyond its parts is printed nowhere.
        verdicts = {self.verdict(one, address) for one in addends if one.address or not page.has_rest}
        return "sum" if verdicts <= {"exact", "sum"} else f"sum of {min(verdicts - {'exact', 'sum'})}"


def _yuan(text: str) -> Decimal:
    try:
        return Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        return Decimal("NaN")


def main() -> None:
    """Walk a running server."""
    base = sys.argv[1]

    def get(address: str) -> str:
        with urlopen(base + address, timeout=60) as answer:
            return answer.read().decode()

    walk = Walk(get, int(sys.argv[2]) if len(sys.argv) > 2 else 400).run()
    print(*walk.wrong, sep="\n")
    print(dict(walk.counts))


if __name__ == "__main__":
    main()
