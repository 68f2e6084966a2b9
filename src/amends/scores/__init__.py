"""Fair scores: what somebody did with what he inherited, and how sure that is."""

from .crossed import CrossedLogistic, Fit

__all__ = ["CrossedLogistic", "Fit"]
