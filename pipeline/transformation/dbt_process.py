"""The dbt command line with changes: it dies with its parent, has a warehouse for its home, spares what nobody sees.

Run in an interpreter of its own, never imported by another module. A dbt process lives for seconds and keeps its
manifest, a large graph of small objects, to the end. Searching it for garbage again and again takes a fifth of the
whole run and finds next to nothing.

For the same reason what nobody reads is not written: dbt words every statement for a debug log that is not kept, makes
the same tables of a calendar anew for every answer of the database, and asks five dictionaries for each of some hundred
macros whenever it renders a text.

Its home is the warehouse, where DuckDB finds `~/extracted` and `~/builds`: what dbt parsed holds for all warehouses.
"""

import gc
import os
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.processes import die_with_parent

if TYPE_CHECKING:
    from dbt.context.macros import MacroNamespace


def main() -> None:
    """Run dbt with the arguments of this process; the first two are the process id of its parent and its home."""
    # A build that was killed must not go on writing behind the back of the next one.
    die_with_parent(int(sys.argv.pop(1)))
    os.environ["HOME"] = _home(sys.argv.pop(1))
    gc.disable()
    # Imported after the switch: importing makes most of the objects.
    from dbt.cli.main import cli

    if "--debug" not in sys.argv:
        _leave_debugging_unsaid()
        _word_what_is_said()
    _share_the_calendar()
    _list_macros_at_once()
    sys.exit(cli())


def _leave_debugging_unsaid() -> None:
    from dbt_common.events.base_types import BaseEvent, EventLevel
    from dbt_common.events.event_manager import EventManager

    say = EventManager.fire_event

    def fire_event(
        self: EventManager,
        e: BaseEvent,
        level: EventLevel | None = None,
        node: object = None,
        force_warn_or_error_handling: bool = False,
    ) -> None:
        if force_warn_or_error_handling or (level or e.level_tag()) != EventLevel.DEBUG:
            say(self, e, level, node, force_warn_or_error_handling)

    EventManager.fire_event = fire_event


def _word_what_is_said() -> None:
    """Make the message of an event when somebody asks for it."""
    from dbt_common.events.base_types import BaseEvent

    events: Any = BaseEvent
    make = events.__init__

    def remember(self: BaseEvent, *args: object, **kwargs: object) -> None:
        self.__dict__["told"] = args, kwargs

    def message(self: BaseEvent) -> object:
        if "message" not in self.__dict__:
            args, kwargs = self.__dict__["told"]
            make(self, *args, **kwargs)
        return self.__dict__["message"]

    def keep(self: BaseEvent, value: object) -> None:
        self.__dict__["message"] = value

    events.__init__ = remember
    events.pb_msg = property(message, keep)


def _list_macros_at_once() -> None:
    """A namespace gives its members as one dictionary: what its own search asks first hides what it asks later."""
    from dbt.context.configured import ConfiguredContext
    from dbt.context.macros import MacroNamespace
    from dbt.context.manifest import ManifestContext

    one_by_one = ManifestContext.to_dict

    def to_dict(self: ManifestContext) -> dict[str, Any]:
        namespace: Any = self.namespace
        if type(namespace) is not MacroNamespace:
            return one_by_one(self)
        # The dictionary that every macro of it holds, changed in place.
        context = ConfiguredContext.to_dict(self)
        context.update(members_of(namespace))
        return context

    ManifestContext.to_dict = to_dict


def members_of(namespace: "MacroNamespace") -> dict[str, Any]:
    """Return all macros of a namespace as ``dict(namespace)`` does, without asking each of its levels for each name."""
    levels: list[dict[str, Any]] = [*namespace._search_order()]  # pyright: ignore[reportPrivateUsage,reportAssignmentType]
    return {name: member for level in reversed(levels) for name, member in level.items()}


def _share_the_calendar() -> None:
    parsedatetime: Any = import_module("parsedatetime")
    parsedatetime.Constants = cache(parsedatetime.Constants)


def _home(folder: str) -> str:
    """The folder under a name that DuckDB does not take for a pattern of names."""
    if "[" not in folder or not Path("/proc/self/fd").is_dir():
        return folder
    return f"/proc/self/fd/{os.open(folder, os.O_RDONLY | os.O_DIRECTORY)}"
