"""The dbt command line with two changes: it dies with its parent, and does no cyclic garbage collection.

Run in an interpreter of its own, never imported by another module. A dbt process lives for seconds and keeps its
manifest, a large graph of small objects, to the end. Searching it for garbage again and again takes a fifth of the
whole run and finds next to nothing.
"""

import gc
import sys

from pipeline.processes import die_with_parent


def main() -> None:
    """Run dbt with the arguments of this process; the first one is the process id of its parent."""
    # A build that was killed must not go on writing behind the back of the next one.
    die_with_parent(int(sys.argv.pop(1)))
    gc.disable()
    # Imported after the switch: importing makes most of the objects.
    from dbt.cli.main import cli

    sys.exit(cli())
