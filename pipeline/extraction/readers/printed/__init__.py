"""From marks on a page (glyphs, rulings) to a Document: shared by all formats that only say where ink stands.

PDF, OFD and scans end here: whatever finds the glyphs and lines, what a table or a paragraph is gets decided once.
"""
