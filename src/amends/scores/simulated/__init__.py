"""A world with known truth, to hold fair scores against."""

from .chains import REGIMES, Simulated, world

__all__ = ["REGIMES", "Simulated", "world"]
