"""What our dbt process does in another way than dbt gives what dbt gives."""

import subprocess
import sys

from dbt.context.macros import MacroNamespace

from pipeline.transformation.dbt_process import members_of


def test_all_macros_at_once_are_those_found_one_by_one() -> None:
    namespace = MacroNamespace(
        global_namespace={"in_two": "root", "in_three": "root", "of_root": "root"},
        local_namespace={"in_three": "local", "of_local": "local", "dbt": "local"},
        global_project_namespace={"in_two": "internal", "in_three": "internal", "of_dbt": "internal"},
        packages={"package": {"in_two": "package"}, "of_root": {}},
    )
    assert members_of(namespace) == dict(namespace)


WORDED = """
from dbt_common.events.types import Note, SystemExecutingCmd
import pipeline.transformation.dbt_process as ours
events = [lambda: Note(msg=12), lambda: SystemExecutingCmd(cmd=["ls", "-l"])]
before = [event().to_json() for event in events]
ours._word_what_is_said()
later = [event() for event in events]
assert [event.to_json() for event in later] == before, before
later[0].msg = "said since"
assert later[0].pb_msg.msg == "said since"
"""


def test_an_event_worded_later_says_the_same() -> None:
    subprocess.run([sys.executable, "-c", WORDED], check=True)
