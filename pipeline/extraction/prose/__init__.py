"""Paragraphs to named figures. Tables do not belong here."""
