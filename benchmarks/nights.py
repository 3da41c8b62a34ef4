"""Long sequences of random nights, each compared with a build of everything: the long form of tests/incremental.

    python -m benchmarks.nights [--nights 20] [--every 5] [--seed 1]

Prints what happened each night and how many documents were computed; ends with 1 where a table differs.
"""

import argparse
import tempfile
from pathlib import Path

from pipeline.orchestration import news
from tests.incremental.nights import Archive


def main() -> None:
    """Run the nights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nights", type=int, default=20)
    parser.add_argument("--every", type=int, default=5, help="compare after so many nights")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    news.MOST_AFFECTED = 1.0
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder), arguments.seed)
        for _ in range(8):
            archive.write_any()
        print(f"first night: {archive.night()} documents computed", flush=True)
        for night in range(1, arguments.nights + 1):
            changes = [archive.change() for _ in range(1 + night % 3)]
            computed = archive.night()
            print(f"night {night}: {', '.join(changes)}; {computed} documents computed", flush=True)
            if night % arguments.every == 0 or night == arguments.nights:
                different = archive.differences()
                if different:
                    raise SystemExit(f"seed {arguments.seed}, night {night}: {', '.join(different)} differ")
                print("  equal to a build of everything", flush=True)


if __name__ == "__main__":
    main()
