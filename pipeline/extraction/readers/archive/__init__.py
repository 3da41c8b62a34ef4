"""Archives to their members: ZIP, TAR and GZIP by the standard library, RAR and 7-Zip by ``bsdtar`` of the system."""

from pipeline.extraction.readers.archive.reader import claims, read

HOLDS_FILES = True
"""What it reads is no document: its members are."""

__all__ = ["HOLDS_FILES", "claims", "read"]
