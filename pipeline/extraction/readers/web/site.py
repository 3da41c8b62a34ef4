"""What a web page says of the site it stands on, outside its content: evidence of where the body is, and no more.

The name of the site as its content system gives it, the end of the page's title and the foot of the page belong here;
what of them is a division does not (``facts/region``).
"""

import re

from selectolax.lexbor import LexborHTMLParser

TITLE_PARTS = re.compile(r"[_|\u2014]+|\s[-\u2013]+\s|-{2,}")
"""What stands between the title of an article and the name of its site."""
_TAIL_PARTS = re.compile(r"[-_|\u2014\u2013]+")
_SITE_META = frozenset({"sitename", "og:site_name", "site_name"})
_FOOT = "footer,div[class*=foot],div[id*=foot],div[class*=bottom],div[class*=copyright]"
_LONGEST_FOOT = 1_000
_BLANKS = re.compile(r"\s+")


def site_words(tree: LexborHTMLParser) -> list[str]:
    """Read what a page says of its site.

    Args:
        tree: The page with its navigation.

    Returns:
        The site's name, the parts of the page's title behind the first, the foot of the page; what there is of them.
    """
    found: list[str] = []
    for meta in tree.css("meta"):
        attributes = meta.attributes
        name = (attributes.get("name") or attributes.get("property") or "").strip().lower()
        if name in _SITE_META:
            found.append(attributes.get("content") or "")
    node = tree.css_first("title")
    found.extend(_TAIL_PARTS.split(node.text())[1:] if node is not None else [])
    feet = [foot.text(deep=True, separator=" ") for foot in tree.css(_FOOT)]
    found.extend(foot for foot in feet[-1:] if len(foot) <= _LONGEST_FOOT)
    return [words for text in found if (words := _BLANKS.sub(" ", text).strip())]
