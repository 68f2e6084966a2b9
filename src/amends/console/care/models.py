"""The private tables of care. A dump of them names nobody beside anything that was said to him (decision 17).

Each says what it is for (`purpose`); a test holds that nothing that is for something else names it.
"""

from typing import ClassVar

from django.db import models


class DeskHandled(models.Model):
    """One contact that one of us handled in the last days: see kept. Derived; `amends rebuild` makes it again."""

    purpose: ClassVar[str] = "exposure, for the person and the router"
    digest = models.CharField(max_length=64, primary_key=True)
    owner = models.CharField(max_length=64)  # keyed digest of the user
    row_key = models.TextField(db_index=True)  # the customer, sealed
    day = models.BigIntegerField()
    body = models.TextField()  # sealed
    mark = models.BigIntegerField()  # stands for the row: the sum over somebody's rows changes with any of them

    class Meta:
        """Its table."""

        db_table = "desk_handled"
        indexes = [  # noqa: RUF012 (Django's own form)
            models.Index(fields=["owner", "day"], name="desk_handled_owner"),
            models.Index(fields=["day", "owner", "mark"], name="desk_handled_marks"),
        ]


class DeskHelped(models.Model):
    """That somebody helped a customer: not who, not whom, not how many anybody did. Derived."""

    purpose: ClassVar[str] = "the card of somebody helped, for the person"
    digest = models.CharField(max_length=64, primary_key=True)
    customer = models.TextField(db_index=True)  # sealed
    day = models.BigIntegerField(db_index=True)

    class Meta:
        """Its table."""

        db_table = "desk_helped"


class CareTap(models.Model):
    """Somebody's own word on a contact that he handled. It goes when the contact's row goes."""

    purpose: ClassVar[str] = "own words on contacts, for the person and the router"
    digest = models.CharField(max_length=64, primary_key=True)
    owner = models.CharField(max_length=64, db_index=True)
    day = models.BigIntegerField(db_index=True)  # of the contact
    body = models.TextField()  # sealed

    class Meta:
        """Its table."""

        db_table = "care_tap"


class CareChoice(models.Model):
    """What somebody switched on or off. Who left everything as it is has no row."""

    purpose: ClassVar[str] = "own choices, for the person and the router"
    owner = models.CharField(max_length=64, primary_key=True)
    body = models.TextField()  # sealed

    class Meta:
        """Its table."""

        db_table = "care_choice"


class CareAway(models.Model):
    """Who is away from the phone, and until when. It names the user, because others must know; why is sealed."""

    purpose: ClassVar[str] = "who is off the phone: why, for the person and the router; until when, for everybody"
    user = models.CharField(max_length=150, primary_key=True)
    until = models.BigIntegerField(db_index=True)
    body = models.TextField()  # sealed

    class Meta:
        """Its table."""

        db_table = "care_away"


class CareRead(models.Model):
    """How often the router asked about whom, by day: for each person his own part of it, and nobody else's."""

    purpose: ClassVar[str] = "who asked about somebody, for the person"

    day = models.BigIntegerField(primary_key=True)
    body = models.TextField()  # sealed

    class Meta:
        """Its table."""

        db_table = "care_read"
