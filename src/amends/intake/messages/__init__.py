"""Chat and social messages of any system, in a small JSON envelope. docs/howto-messages.md shows it whole."""

from .hear import hear_messages

__all__ = ["hear_messages"]
