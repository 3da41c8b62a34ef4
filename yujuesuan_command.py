"""What the command ``yujuesuan`` runs: our own package, whatever the shell has on its ``PYTHONPATH``.

Nothing else belongs here. A foreign package named ``pipeline`` earlier on the path would be taken for ours before any
line of ours could object; this module has a name that no other package has.
"""

import os
import sys


def main() -> None:
    """Run the command line of the package installed with this file: folders of the shell come last."""
    foreign = {os.path.abspath(folder) for folder in os.environ.get("PYTHONPATH", "").split(os.pathsep) if folder}  # noqa: PTH100
    sys.path.sort(key=lambda folder: folder in foreign)
    from pipeline.cli import main as run

    run()
