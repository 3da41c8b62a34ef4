"""Which texts a spreadsheet would run as a formula when it opens a CSV file.

The patterns are written so that Python and Polars read them alike.
"""

import re

BEGINNING = r"^[=@+\-＝＠＋－\t\r\n]"
"""How a formula begins; Excel takes the wide signs for the narrow ones."""
NUMBER = r"^[+\-](?:[0-9,.]*[0-9]%?)?$"
"""What begins with a sign and is a number all the same, or the stroke that stands for nothing."""


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run a text."""
    return bool(re.match(BEGINNING, text)) and not re.fullmatch(NUMBER[1:-1], text)
