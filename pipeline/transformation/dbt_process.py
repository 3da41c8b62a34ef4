"""The dbt command line with one change: no cyclic garbage collection. Run as ``python -m``; never imported.

A dbt process lives for seconds and keeps its manifest, a large graph of small objects, to the end. Searching it for
garbage again and again takes a fifth of the whole run and finds next to nothing.
"""

import gc
import sys


def main() -> None:
    """Run dbt with the arguments of this process."""
    gc.disable()
    # Imported after the switch: importing makes most of the objects.
    from dbt.cli.main import cli

    sys.exit(cli())


if __name__ == "__main__":
    main()
