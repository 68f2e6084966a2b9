"""Fair scores: what somebody did with what he inherited, and how sure that is."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .crossed import CrossedLogistic, Fit

__all__ = ["CrossedLogistic", "Fit"]


def __getattr__(name: str) -> Any:
    """The model comes when it is asked for: who only reads what somebody inherited does not wait for scipy."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import crossed

    return getattr(crossed, name)
