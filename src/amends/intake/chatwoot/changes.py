"""What an event says has changed: `[{"status": {"previous_value": "open", "current_value": "resolved"}}]`."""

from typing import Any

from amends.intake.helpdesk import Json


def changes_of(told: Json) -> dict[str, tuple[Any, Any]]:
    """The previous and the current value of each field; told as a list of objects, or as one object."""
    changed = told.get("changed_attributes")
    groups = changed if isinstance(changed, list) else [changed]
    return {
        name: (ends.get("previous_value"), ends.get("current_value"))
        for group in groups
        if isinstance(group, dict)
        for name, ends in group.items()
        if isinstance(ends, dict)
    }
