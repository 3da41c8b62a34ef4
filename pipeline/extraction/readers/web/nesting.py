"""Pages whose elements nest so deep that parsing them would never end.

The parser walks up the open elements for every tag, so its time grows with tags times depth; estimating that before it
begins belongs here. Twenty thousand open ``div`` take it a second, a megabyte of them more than a minute.
"""

import re

FEW = 10_000
"""Tags of a page that is not looked at: however they nest, they take no second."""
MOST = 100_000_000
"""Sum of the depths of all tags. The longest real pages have some 100,000 tags at a depth of 20."""
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
