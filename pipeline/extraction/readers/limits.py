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
PDF_PAGES = 2_000
"""The longest real disclosure seen (a whole government's budget with all tables) has some 600 pages."""
PDF_CHARACTERS = 5_000_000
"""Of one document. A dense page has 3,000."""
PAGE_CHARACTERS = 100_000
"""Of one page; what stands beyond is not read."""
PAGE_OBJECTS = 200_000
"""Drawn objects of one page, those inside forms counted where they are drawn."""
PATH_SEGMENTS = 20_000
"""Segments of one path; a map or a chart has more and is no ruling."""
PAGE_RULINGS = 4_000
"""Rulings of one direction on one page; beyond is a drawing, not a table."""
FORM_DEPTH = 8
"""Forms inside forms: a form that draws itself would never end."""
PROGRAM_SECONDS = 120
"""Of a program of the system for one file; LibreOffice needs 5 to start and 1 for a disclosure."""
PROGRAM_MEMORY_BYTES = 6 << 30
"""Of address space; LibreOffice maps 2 GB before it reads anything."""
ARCHIVE_MEMBERS = 2_000
"""Files of one archive that are read; a county's year has some 1,000."""
NAME_LENGTH = 240
"""Signs of a member's name that are kept."""
PICTURE_PIXELS = 40_000_000
"""Of one picture of a page: A3 at 300 dots per inch has 17 million."""
RECOGNISED_PAGES = 300
"""Of one document: recognition takes seconds a page."""
PICTURE_FRAMES = 300
"""Pictures in one image file (TIFF)."""
