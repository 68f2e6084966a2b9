"""What is written down while a centre runs: waits, days, and where every contact went."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Counts of contacts, minutes, and one line for each day of each agent, without a name."""

    arrived: int = 0
    served: int = 0
    calls_served: int = 0
    gave_up: int = 0
    turned_away: int = 0  # were waiting when the centre closed
    not_reached: int = 0  # called as promised, and did not answer at any attempt
    waiting: int = 0  # at the end
    in_hand: int = 0  # at the end
    promised: int = 0  # at the end: their call-back is still to come
    waits: list[float] = field(default_factory=list)  # minutes, of calls that were taken, and not called back
    mail_minutes: list[float] = field(default_factory=list)  # from its arrival to its answer
    called_back: int = 0  # first attempts
    called_in_window: int = 0
    callback_minutes: list[float] = field(default_factory=list)  # from the call to our first attempt
    offers: int = 0
    offers_taken: int = 0
    returned: int = 0  # calls handled before that were served
    returned_to_known: int = 0
    hostile: int = 0  # calls
    back_to_back: int = 0
    busy_minutes: float = 0.0
    pause_minutes: float = 0.0
    paid_minutes: float = 0.0
    outlasted: int = 0  # calls that ended after the shift
    handed_late: int = 0  # calls handed over in the last half hour of a shift ...
    handed_late_outlasted: int = 0  # ... that ended after it
    # one for each day of each agent
    hard_days: list[float] = field(default_factory=list)  # points of what was said
    peaks: list[float] = field(default_factory=list)  # the highest load
    late_minutes: list[float] = field(default_factory=list)  # worked past the shift

    @property
    def gone_on(self) -> int:
        """Every contact in the one place where it is: equal to `arrived`, or something was lost."""
        left = self.gave_up + self.turned_away + self.not_reached
        return self.served + left + self.waiting + self.in_hand + self.promised
