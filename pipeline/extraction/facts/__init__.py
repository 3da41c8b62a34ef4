"""Whose disclosure it is, of what and of when. Tables and prose do not belong here."""
