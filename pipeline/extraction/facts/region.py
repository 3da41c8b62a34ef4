"""Where the publishing body stands: its region and the level of its government.

Reading both from the name, the title or, where these are silent, the whole text belongs here; the reference list and
its look-ups do not (``divisions``), nor does the name itself (``body_name``).
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.extraction.wording.divisions import COUNTY, PREFECTURE, PROVINCE, Division, Divisions, Mention, in_force
from pipeline.extraction.wording.facts import central_bodies, compact, level_signs, pattern, suffix_of

LEVEL_NAMES = {PROVINCE: "province", PREFECTURE: "prefecture", COUNTY: "county"}
_OVERVIEW_LENGTH = 4_000
_LEAST_CHILDREN = 3  # so many divisions of one parent, named together, tell the parent


@dataclass(frozen=True, slots=True)
class Region:
    """A region with the government level of the body, and the 1-based line and the text they were read from."""

    code: str
    government_level: str
    line: int
    printed: str


def region_of(
    name: tuple[str, int], title: tuple[str, int], text: str, year: int | None, superior: str, divisions: Divisions,
    site: str = "",
) -> Region | None:  # fmt: skip
    """Find region and level.

    Args:
        name: Name of the body and its 1-based line; an empty name for a whole government.
        title: Title and its line.
        text: The whole text.
        year: Fiscal year, to choose among divisions of one name.
        superior: The superior that the text names, or empty.
        divisions: The reference list.
        site: What a web page says of its site: it tells divisions of one name apart, and the region of a body whose
            name and title say nothing.

    Returns:
        The region, or None where the text does not tell it.
    """
    around = f"{text}\n{site}" if site else text
    if superior.startswith(central_bodies()) or name[0].startswith(central_bodies()):
        return _seat_of_central_body(name, text, year, divisions)
    if _is_of_unknown(name[0], divisions):
        return None
    stated = _stated(name, around, year, divisions) or _by_stem(name, text, year, divisions)
    regions = [region for region in (stated, _stated(title, around, year, divisions)) if region]
    if regions:
        found = _deepest(regions, divisions)
    else:
        found = _from_site(site, _from_text(name, title, text, year, divisions), name, title, year, divisions)
    if found is None:
        return None
    return _with_level(found, name[0], text)


def _with_level(region: Region, name: str, text: str) -> Region:
    suffix = suffix_of(name)
    if pattern("township").search(name) or (suffix and suffix.body_type == "township"):
        return Region(region.code, LEVEL_NAMES[COUNTY], region.line, region.printed)
    return region


def _region(division: Division, line: int, printed: str) -> Region:
    return Region(division.code, LEVEL_NAMES[division.level], line, printed)


def _deepest(regions: Sequence[Region], divisions: Divisions) -> Region:
    """The name's region, or the title's inside it: a school of a district may have the city in its name."""
    first = regions[0]
    outer = divisions.by_code(first.code)
    for region in regions[1:]:
        inner = divisions.by_code(region.code)
        if outer and inner and outer.contains(inner):
            return region
    return first


def _stated(place: tuple[str, int], text: str, year: int | None, divisions: Divisions) -> Region | None:
    """The region that a name or a title itself names."""
    words, line = place
    mentions = divisions.mentions(pattern("party_prefix").sub("", words))
    division = narrowed(mentions, text, year, divisions)
    if division and division.level < COUNTY and mentions[0].start == 0:
        division = _place_of_institution(words, division, year, divisions) or division
    return _region(division, line, words) if division else None


def _is_of_unknown(name: str, divisions: Divisions) -> bool:
    """Whether a name puts a county below a city that no list knows: the county so called is another one."""
    words = pattern("party_prefix").sub("", name)
    mentions = divisions.mentions(words)
    if not mentions or any(found.level < COUNTY for found in mentions[0].divisions):
        return False
    before, stem = words[: mentions[0].start], divisions.stem_at_start(words)[0]
    return level_signs().get(before[-1:], COUNTY) < COUNTY and before[:-1] != stem


def _place_of_institution(words: str, outer: Division, year: int | None, divisions: Divisions) -> Division | None:
    """福建省平潭第一中学, 重庆荣昌高新区管委会: a place without 市, 县 or 区 in the name of a school or a zone."""
    suffix = suffix_of(words)
    is_local = suffix is not None and suffix.body_type in ("school", "hospital")
    if not is_local and not pattern("zone").search(words):
        return None
    bare = pattern("party_prefix").sub("", words)
    rest = bare.removeprefix(outer.name)
    rest = bare.removeprefix(divisions.stem_at_start(bare)[0]) if rest == bare else rest
    members = in_force(divisions.stem_inside(rest, outer), year)
    return members[0] if len({division.code for division in members}) == 1 else None


def narrowed(mentions: Sequence[Mention], text: str, year: int | None, divisions: Divisions) -> Division | None:
    """The innermost division of a chain such as 株洲市石峰区; one of a common name by the parents the text names."""
    innermost: Division | None = None
    for mention in mentions:
        inside = [division for division in mention.divisions if innermost is None or innermost.contains(division)]
        if not inside:
            continue
        members = in_force(inside, year)
        outermost = next((found for found in members if all(map(found.contains, members))), None)
        chosen = outermost or _by_parents(members, text, divisions)
        if chosen is None:
            return innermost
        innermost = chosen
    return innermost


def _by_parents(members: Sequence[Division], text: str, divisions: Divisions) -> Division | None:
    scores = {division: sum(text.count(name) for name in divisions.parent_names(division)) for division in members}
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if ranked[0][1] > 0 and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
        return ranked[0][0]
    return None


def _by_stem(name: tuple[str, int], text: str, year: int | None, divisions: Divisions) -> Region | None:
    """云南大学, 昆明医科大学: a place without 省 or 市 at the beginning of the name of an institution."""
    words, line = name
    _, members = divisions.stem_at_start(pattern("party_prefix").sub("", words))
    division = in_force(members, year)[0] if members else None
    suffix = suffix_of(words)
    if division and (inner := _place_of_institution(words, division, year, divisions)):
        division = inner
    elif division and suffix and suffix.body_type == "university":
        is_of_city = pattern("university_city").search(text[:_OVERVIEW_LENGTH])
        division = division if is_of_city else divisions.by_code(division.code[:2].ljust(6, "0"), year)
    return _region(division, line, words) if division else None


def _seat_of_central_body(name: tuple[str, int], text: str, year: int | None, divisions: Divisions) -> Region | None:
    """A central body takes the region it sits in: by its name, else its address, else the one it names most."""
    division = narrowed(divisions.mentions(name[0]), text, year, divisions)
    line, printed = name[1], name[0]
    if division is None and (prefix := next(filter(name[0].startswith, central_bodies()), "")):
        members = divisions.stem_at_start(name[0].removeprefix(prefix))[1]  # 中华人民共和国厦门海关
        division = in_force(members, year)[0] if members else None
    if division is None:
        division, line, printed = _seat(text, year, divisions)
    if division is None and not name[0].startswith(central_bodies()):
        division = _most_named(text, lambda found: found.level < COUNTY, year, divisions)
        line, printed = _first_line_with(division.name, text) if division else (name[1], name[0])
    return Region(division.code if division else "", "central", line or name[1], printed or name[0])


def _seat(text: str, year: int | None, divisions: Divisions) -> tuple[Division | None, int, str]:
    for match in pattern("seat").finditer(text):
        address = compact(text[match.end() : match.end() + 30])
        # The city, not its district: a university of 重庆市北碚区 sits in 重庆市.
        mentions = [mention for mention in divisions.mentions(address) if mention.divisions[0].level < COUNTY]
        if mentions and mentions[0].start == 0 and (division := narrowed(mentions, text, year, divisions)):
            line = text.count("\n", 0, match.start()) + 1
            return division, line, match[0] + address
    return None, 0, ""


def _from_text(
    name: tuple[str, int], title: tuple[str, int], text: str, year: int | None, divisions: Divisions
) -> Region | None:
    """No name says where: the division of the body's level the text names most, or the parent of those it lists."""
    sign = _level_sign(name[0], title[0], text)
    if not name[0] and (parent := _parent_of_listed(text, sign, year, divisions)):
        return _with_evidence(parent, text, divisions)
    division = _most_named(text, lambda found: not sign or found.name.endswith(sign), year, divisions)
    if division is None:
        return None
    line, printed = _first_line_with(division.name, text)
    return _region(division, line, printed)


def _from_site(
    site: str, told: Region | None, name: tuple[str, int], title: tuple[str, int], year: int | None,
    divisions: Divisions,
) -> Region | None:  # fmt: skip
    """The division whose site a page stands on, unless the text tells another one that is not around it."""
    hosts = [match["host"] for match in pattern("site_host").finditer(compact(site))] or site.split("\n")
    for host in hosts:
        division = narrowed(divisions.mentions(compact(host)), site, year, divisions)
        outer = divisions.by_code(told.code, year) if told else None
        sign = _level_sign(name[0], title[0], "")
        fits = division is not None and (not sign or division.name.endswith(sign))
        if division is not None and fits and (outer is None or outer.contains(division)):
            return _region(division, 0, host.strip())
    return told


def _level_sign(name: str, title: str, text: str) -> str:
    """The character by which a name (区委…), a title (市本级) or the text (我市) tells only its level; or empty."""
    level = pattern("level_word").match(name or title) or pattern("own_level").search(title or text)
    return next(filter(None, level.groups()), "") if level else ""


def _with_evidence(parent: Division, text: str, divisions: Divisions) -> Region:
    for number, line in enumerate(text.split("\n"), start=1):
        children = [found for found in divisions.mentions(compact(line)) if any(map(parent.contains, found.divisions))]
        if len(children) >= _LEAST_CHILDREN:
            start = children[0].start
            return _region(parent, number, compact(line)[start : start + 120])
    return _region(parent, 0, "")


def _counts(text: str, year: int | None, divisions: Divisions) -> Counter[tuple[Division, ...]]:
    counts: Counter[tuple[Division, ...]] = Counter()
    for mention in divisions.mentions(text):
        counts[tuple(in_force(mention.divisions, year))] += 1
    return counts


def _most_named(text: str, fits: Callable[[Division], bool], year: int | None, divisions: Divisions) -> Division | None:
    scores: Counter[Division] = Counter()
    for members, count in _counts(text, year, divisions).items():
        fitting = [division for division in members if fits(division)]
        codes = {division.code for division in fitting}
        chosen = fitting[0] if len(codes) == 1 else _by_parents(fitting, text, divisions) if fitting else None
        if chosen:
            scores[chosen] += count
    ranked = scores.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _parent_of_listed(text: str, sign: str, year: int | None, divisions: Divisions) -> Division | None:
    """The parent of the divisions that a whole government lists as its own."""
    level = level_signs().get(sign, COUNTY)
    if level == COUNTY:
        return None
    depth = 2 * level
    children: dict[str, set[str]] = {}
    for members in _counts(text, year, divisions):
        for prefix in {division.code[:depth] for division in members if 2 * division.level > depth}:
            children.setdefault(prefix, set()).add(members[0].name)
    ranked = sorted(children.items(), key=lambda item: -len(item[1]))
    if not ranked or len(ranked[0][1]) < _LEAST_CHILDREN:
        return None
    if len(ranked) > 1 and len(ranked[0][1]) == len(ranked[1][1]):
        return None
    return divisions.by_code(ranked[0][0].ljust(6, "0"), year)


def _first_line_with(words: str, text: str) -> tuple[int, str]:
    position = text.find(words)
    if position < 0:
        return 0, ""
    start = max(text.rfind("\n", 0, position) + 1, position - 20)
    return text.count("\n", 0, position) + 1, text[start : position + 40].split("\n")[0]
