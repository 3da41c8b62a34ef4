"""Limits of every reader: what a document may cost before it is quarantined.

The numbers belong here, with why; enforcing them does not. A real disclosure stays far below each of them.
"""

MEMBERS = 5_000
"""Of one ZIP file. A workbook of 200 sheets with pictures has some 500."""
MEMBER_BYTES = 200_000_000
"""Of one member, unpacked. The sheet of a whole government's budget has 3 MB."""
UNPACKED_BYTES = 400_000_000
"""Of all members of one file together, unpacked."""
RATIO = 200
"""Times its packed size that a member may unpack to; XML of empty cells reaches 100."""
RATIO_FREE_BYTES = 20_000_000
"""Up to here the ratio is no matter."""
SHEETS = 500
"""Of one workbook."""
CELLS = 2_000_000
"""Of one workbook, those that print something."""
