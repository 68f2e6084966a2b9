"""The simulated centre: every number that a team may change, its default and where the default comes from.

One TOML file (`hear_centre.py`); each class here is one of its tables. "Published" means seen in a study that
docs/howto-care-simulate.md names; everything else is a convention, and yours is better. Times are minutes.
"""

from dataclasses import dataclass, field
from typing import Any, Final

DAY_MINUTES: Final = 1440.0


def _number(default: float, least: float = 0.0, most: float = 1e6) -> Any:
    return field(default=default, metadata={"least": least, "most": most})


def _percent(default: float, most: float = 100.0) -> Any:
    return _number(default, 0.0, most)


def clock_minutes(text: str) -> float:
    """`"08:30"` as minutes since midnight; `"24:00"` is the end of the day."""
    hours, _, minutes = text.partition(":")
    return 60.0 * int(hours) + int(minutes)


@dataclass(frozen=True, slots=True)
class Hours:
    """When customers can call. From "00:00" to "24:00" it never closes."""

    opens: str = field(default="08:00", metadata={"clock": True})
    closes: str = field(default="20:00", metadata={"clock": True})
    # how many come in each equal part of these hours, one beside the other: two peaks, at eleven and at three
    arrivals: tuple[float, ...] = (0.36, 0.31, 0.68, 0.72, 0.95, 0.97, 1.05, 1.02, 0.65, 0.68, 0.31, 0.30)

    @property
    def from_minutes(self) -> float:
        """Since midnight."""
        return clock_minutes(self.opens)

    @property
    def to_minutes(self) -> float:
        """Since midnight."""
        return clock_minutes(self.closes)

    @property
    def never_close(self) -> bool:
        """Open day and night."""
        return self.to_minutes - self.from_minutes >= DAY_MINUTES


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift, and what share of the people works it. It ends on the day on which it began."""

    starts: str = field(default="08:00", metadata={"clock": True})
    ends: str = field(default="16:00", metadata={"clock": True})
    share: float = _number(1.0)

    @property
    def from_minutes(self) -> float:
        """Since midnight."""
        return clock_minutes(self.starts)

    @property
    def to_minutes(self) -> float:
        """Since midnight."""
        return clock_minutes(self.ends)


@dataclass(frozen=True, slots=True)
class Skills:
    """What contacts are about, and who can take them."""

    names: tuple[str, ...] = ("billing", "orders", "technical")
    # how many come for each, one beside the other, and people likewise; not told: all alike
    contacts: tuple[float, ...] = field(default=(), metadata={"items": (1.0, 1.0, 1.0)})
    second_skill_percent: float = _percent(60.0)  # of the people can take contacts of one skill more ...
    second_skill_longer_percent: float = _percent(12.0, 300.0)  # ... and need so much longer for them

    @property
    def shares(self) -> tuple[float, ...]:
        """Of each skill, one beside the other."""
        return self.contacts or (1.0,) * len(self.names)


@dataclass(frozen=True, slots=True)
class Phone:
    """Calls: how long they last and how long people wait."""

    short_minutes: float = _number(6.0, 0.01)
    long_minutes: float = _number(15.0, 0.01)
    long_percent: float = _percent(25.0)  # which of the two it will be is known when it comes
    spread: float = _number(0.8, 0.0, 5.0)  # standard deviation of the duration, as a share of its mean
    shape: str = field(default="lognormal", metadata={"words": ("lognormal", "exponential")})
    wrap_up_minutes: float = _number(0.5)
    patience_minutes: float = _number(9.0)  # on average, exponential; 0: nobody ever gives up
    calls_again_percent: float = _percent(50.0, 80.0)  # of those who gave up ...
    calls_again_after_minutes: float = _number(40.0)  # ... after so long on average


@dataclass(frozen=True, slots=True)
class Mail:
    """Written contacts: they wait, and are done when no call is waiting."""

    work_percent: float = _percent(25.0, 90.0)  # of all working time
    minutes: float = _number(7.0, 0.01)
    spread: float = _number(0.7, 0.0, 5.0)


@dataclass(frozen=True, slots=True)
class Returns:
    """Who calls once more about the same thing."""

    short_percent: float = _percent(18.0, 60.0)
    long_percent: float = _percent(30.0, 60.0)
    after_minutes: float = _number(1200.0, 1.0)  # on average, exponential; what falls outside the hours comes later
    known_agent_fewer_percent: float = _percent(25.0)  # an assumption: fewer return to where their case is known
    known_agent_shorter_percent: float = _percent(10.0, 90.0)  # an assumption: nothing has to be told again


@dataclass(frozen=True, slots=True)
class Hostility:
    """How often what a customer says is hostile. These customers are invented."""

    first_percent: float = _percent(5.0)
    return_percent: float = _percent(10.0)  # more, where he calls once more
    again_percent: float = _percent(45.0)  # more, where it was so the last time
    waited_minute_percent: float = _percent(1.0)  # more, for each minute he waited ...
    waited_minutes_max: float = _number(15.0)  # ... up to so many
    mail_percent: float = _percent(6.0)
    levels: tuple[float, ...] = (1.0, 1.0, 1.0)  # curt, insult, threat: how many of each, one beside the other
    longer_percent: float = _percent(20.0, 300.0)  # a hostile call lasts so much longer
    load_slows_percent: float = _percent(0.0, 100.0)  # for each point of load, up to three


@dataclass(frozen=True, slots=True)
class CallBacks:
    """Calls that we promise to make."""

    take_up_percent: float = _percent(37.0)  # published: of those offered one
    unanswered_percent: float = _percent(7.0, 95.0)  # published: of those who took it, at each attempt
    attempts_max: int = field(default=3, metadata={"least": 1, "most": 20})  # then a message and a written note
    attempts_apart_minutes: float = _number(20.0, 15.0)
    later_from_minutes: float = _number(30.0)  # the customer chooses a time between this ...
    later_to_minutes: float = _number(120.0)  # ... and this from now, or the next morning
    window_minutes: float = _number(30.0, 1.0)  # and is promised to be called within so long after it
    known_after_minutes: float = _number(3.0)  # whoever knows the case calls from now on ...
    known_alone_minutes: float = _number(35.0)  # ... nobody else before this ...
    known_window_minutes: float = _number(45.0, 1.0)  # ... and somebody before this


@dataclass(frozen=True, slots=True)
class Care:
    """What care does, besides the weights of `care.toml`."""

    idle_minute: float = _number(0.01)  # worth, in points of routing, of each minute that somebody waited for work
    pause_minutes: float = _number(3.0)  # offered after a hostile call ...
    pause_taken_percent: float = _percent(100.0)  # ... and taken by so many
    written_minutes: float = _number(10.0)  # then written work first, for so long ...
    written_calls_max: int = field(default=6, metadata={"least": 0, "most": 100000})  # ... unless more calls wait
    guarded_penalty: float = _number(5.0)  # in points of routing: who is on written work gets a call last
    long_queue: int = field(default=25, metadata={"least": 1, "most": 1000000})  # from here on call-backs are offered
    look_at: int = field(default=8, metadata={"least": 1, "most": 1000})  # of those who wait longest, in each skill


@dataclass(frozen=True, slots=True)
class Level:
    """When a policy is level with the first one named: it must not be worse by more than this."""

    wait_percent: float = _percent(5.0)
    gave_up_points: float = _number(0.3)
    heads_max: int = field(default=8, metadata={"least": 0, "most": 1000})  # so many more are tried, at most


def _shifts() -> tuple[Shift, ...]:
    return (Shift("08:00", "16:00"), Shift("10:00", "18:00"), Shift("12:00", "20:00"))


@dataclass(frozen=True, slots=True)
class Centre:
    """The whole of it: a centre of 60 people, three skills and three shifts unless told otherwise."""

    days: int = field(default=15, metadata={"least": 1, "most": 3660})
    agents: int = field(default=60, metadata={"least": 1, "most": 100_000})
    load_percent: float = _number(
        88.0, 1.0, 300.0
    )  # of paid time that the work would take, returns and wrap-up with it
    calls_per_day: float = _number(0.0)  # first calls; 0: as many as the load asks for
    mails_per_day: float = _number(0.0)  # likewise, where calls_per_day is told
    hours: Hours = Hours()
    shifts: tuple[Shift, ...] = field(default_factory=_shifts)
    skills: Skills = Skills()
    phone: Phone = Phone()
    mail: Mail = Mail()
    returns: Returns = Returns()
    hostility: Hostility = Hostility()
    callbacks: CallBacks = CallBacks()
    care: Care = Care()
    level: Level = Level()
