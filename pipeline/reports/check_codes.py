"""Exit codes of ``yujuesuan check``: known before anything that checks is loaded. Nothing else belongs here."""

CHECKED = 0
"""Everything was checked, nothing material is contradicted."""
CONTRADICTED = 1
"""Something material is contradicted."""
NOT_CHECKED = 2
"""Some file could not be checked."""
