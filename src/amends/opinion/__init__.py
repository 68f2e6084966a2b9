"""The second opinion: what a customer's money and conversation did, by every witness that is not our own record."""

from .conversation.spoken import spoken
from .history import superseded
from .matters import asked_about, opinions, pressing
from .testimony import Testimony, hear
from .told_wrongly import told_wrongly

__all__ = ["Testimony", "asked_about", "hear", "opinions", "pressing", "spoken", "superseded", "told_wrongly"]
