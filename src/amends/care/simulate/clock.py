"""Opening hours in simulated time: minutes since midnight of the first day."""

from .settings import DAY_MINUTES, Centre

_MORNING_MINUTES = 300.0  # who could not reach us in the evening calls within so long after opening
_PROMISED_MORNING_MINUTES = 180.0
_AFTER_OPENING_MINUTES = 15.0


class Clock:
    """When the centre of these settings can be called, and can call."""

    def __init__(self, centre: Centre) -> None:
        hours = centre.hours
        self._opens, self._closes, self.never_closes = hours.from_minutes, hours.to_minutes, hours.never_close
        self.ends = centre.days * DAY_MINUTES

    def is_open(self, now: float) -> bool:
        """Between opening and closing."""
        return self.never_closes or self._opens <= now % DAY_MINUTES < self._closes

    def closes_in(self, now: float) -> float:
        """Minutes until the centre closes today; without end where it never does."""
        return float("inf") if self.never_closes else self._closes - now % DAY_MINUTES

    def calls_at(self, now: float, chance: float) -> float:
        """When a customer who wants to call now does: now, or some time in the next opening hours."""
        if self.is_open(now):
            return now
        morning = min(_MORNING_MINUTES, self._closes - self._opens)
        return self._next_opening(now) + chance * morning

    def promised_at(self, now: float, chance: float, window_minutes: float) -> float:
        """When we promise to call: at this time where its window ends before closing, else in the next morning."""
        if self.is_open(now) and self.closes_in(now) > window_minutes:
            return now
        morning = min(_PROMISED_MORNING_MINUTES, max(self._closes - self._opens - window_minutes, 0.0))
        return self._next_opening(now) + min(_AFTER_OPENING_MINUTES, morning) + chance * morning * 0.9

    def _next_opening(self, now: float) -> float:
        today = now // DAY_MINUTES * DAY_MINUTES
        return today + self._opens + (0.0 if now % DAY_MINUTES < self._opens else DAY_MINUTES)
