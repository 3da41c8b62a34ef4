"""OFD (GB/T 33190), the fixed-layout format of Chinese administrations."""

from pipeline.extraction.readers.ofd.reader import claims, read

__all__ = ["claims", "read"]
