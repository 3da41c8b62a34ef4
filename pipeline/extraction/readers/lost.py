"""Characters that were lost before the file came here.

A file saved in the wrong encoding prints signs in place of its characters, and its bytes are a faultless text: no
reader can refuse it. Telling such signs from text belongs here; what a page shows beside its text does not.
"""

import re
from dataclasses import replace

from pipeline.extraction.page.document import Document, Refusal, Remark

BROKEN = "broken_characters"
_REPLACED = re.compile("\ufffd|" + ("\ufffd" * 2).encode().decode("gb18030"))
"""The sign for what could not be decoded, and its own bytes as GB18030, when they were saved and opened once more."""
_OTHER_SCRIPT = re.compile("[\u0530-\u1dff\u2c00-\u2dff\ua4d0-\uabff]")
IDEOGRAPH = re.compile("[\u4e00-\u9fff\u3400-\u4dbf]")
"""A Chinese ideograph; signs that only look like one (radicals) are none."""
_TOO_MANY = 0.1
"""Share of all letters from which the text is no longer the document."""
_MANY_BLOCKS = 5
_BLOCK = 128
"""Characters of one script, roughly."""


def of_many_scripts(text: str) -> int:
    """Count letters from Armenian on, where they are of so many scripts that nobody wrote them.

    Numbers of glyphs taken for characters are: the ideographs of a Chinese font have those of Armenian to Ethiopic. A
    title that is also in Mongolian, Tibetan, Uyghur or Korean is of one or two scripts.
    """
    letters = _OTHER_SCRIPT.findall(text)
    return len(letters) if len({ord(letter) // _BLOCK for letter in letters}) >= _MANY_BLOCKS else 0


def without_lost(document: Document) -> Document | Refusal:
    """Look for signs that stand in place of lost characters.

    Args:
        document: As its reader gave it.

    Returns:
        The document, with a remark where single characters are lost; or why it is none any more.
    """
    text = document.text
    lost = len(_REPLACED.findall(text)) + of_many_scripts(text)
    if not lost:
        return document
    if lost > _TOO_MANY * (lost + len(IDEOGRAPH.findall(text))):
        return Refusal("lost_characters", f"{lost:,} of {len(text):,} signs")
    if any(remark.reason_code == BROKEN for remark in document.remarks):
        return document
    remark = Remark(BROKEN, f"{lost:,} were lost before the file came here")
    return replace(document, remarks=(*document.remarks, remark))
