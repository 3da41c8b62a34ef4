"""Pages whose elements nest so deep, or have so many attributes, that parsing them would never end.

The parser walks up the open elements for every tag, so its time grows with tags times depth, and through all attributes
of a tag for each of them; estimating that before it begins belongs here. Twenty thousand open ``div`` take it a second,
a megabyte of them more than a minute; so do thirty thousand attributes of one tag, and a megabyte of them.
"""

import re

FEW = 10_000
"""Tags of a page that is not looked at: however they nest, they take no second."""
MOST = 100_000_000
"""Sum of the depths of all tags. The longest real pages have some 100,000 tags at a depth of 20."""
FEW_SIGNS = 50_000
"""Signs of a page whose attributes are not looked at."""
MOST_ATTRIBUTES = 1_000_000_000
"""Sum over all tags of the square of their attributes."""
_FEW_SIGNS_OF_A_TAG = 200
_WHOLE_TAG = re.compile(r"""<[a-zA-Z](?:[^"'<>]|"[^"]*"|'[^']*')*+""")
_PART_OF_A_TAG = re.compile(r"""(?:"[^"]*"|'[^']*'|[^\s/"'])++""")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_FLAT = re.compile(
    r"(?:area|base|br|col|dd|dt|embed|hr|img|input|li|link|meta"
    r"|o|option|p|param|source|tbody|td|tfoot|th|thead|tr|wbr)\Z",
    re.I,
)
"""Elements without a content, or that the next of their kind closes."""


def is_too_nested(text: str) -> bool:
    """Whether parsing a page would take longer than any document is worth.

    Args:
        text: Its source.
    """
    return _has_many_attributes(text) or _nests_deep(text)


def _has_many_attributes(text: str) -> bool:
    if len(text) < FEW_SIGNS:
        return False
    # The shortest attribute is a sign and a blank.
    tags = (tag for match in _WHOLE_TAG.finditer(text) if len(tag := match[0]) > _FEW_SIGNS_OF_A_TAG)
    return sum(sum(1 for _ in _PART_OF_A_TAG.finditer(tag)) ** 2 for tag in tags) > MOST_ATTRIBUTES


def _nests_deep(text: str) -> bool:
    if text.count("<") < FEW:
        return False
    depth = total = 0
    for match in _TAG.finditer(text):
        if not _FLAT.match(match[2]):
            depth = max(depth - 1, 0) if match[1] else depth + 1
        total += depth
        if total > MOST:
            return True
    return False
