"""The Dagster command line with one change: it is told to end when its parent ends, however that ends.

Run in an interpreter of its own, never imported by another module.
"""

import signal
import sys
import warnings

from pipeline.processes import die_with_parent


def main() -> None:
    """Run Dagster with the arguments of this process; the first one is the process id of its parent."""
    die_with_parent(int(sys.argv.pop(1)), signal.SIGTERM)
    # Dagster's own notice that its command has a successor, for each start.
    warnings.simplefilter("ignore")
    from dagster._cli import main as dagster

    dagster()
