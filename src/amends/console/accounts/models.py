"""The tables of accounts. What was told stands there telling by telling, so that a tree of any moment can be made."""

from django.db import models


class DeskAccountTold(models.Model):
    """One telling of an account: the fields of `account.told`. Times are UTC microseconds. Derived."""

    source = models.CharField(max_length=400)
    source_id = models.CharField(max_length=1000)
    occurred = models.BigIntegerField()
    account = models.CharField(max_length=400, db_index=True)
    parent = models.CharField(max_length=400, null=True, db_index=True)
    since = models.BigIntegerField(null=True)
    until = models.BigIntegerField(null=True)
    renewal = models.BigIntegerField(null=True)
    name = models.TextField()

    class Meta:
        """Its table."""

        db_table = "desk_account_told"


class DeskServiceTold(models.Model):
    """One telling of a service: the fields of `service.told`, the account it is counted for among them. Derived."""

    source = models.CharField(max_length=400)
    source_id = models.CharField(max_length=1000)
    occurred = models.BigIntegerField()
    service = models.CharField(max_length=400, db_index=True)
    account = models.CharField(max_length=400, db_index=True)
    amount_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    start = models.BigIntegerField(null=True)
    end = models.BigIntegerField(null=True)
    renewal = models.BigIntegerField(null=True)
    name = models.TextField()

    class Meta:
        """Its table."""

        db_table = "desk_service_told"


class DeskMemberTold(models.Model):
    """One telling of who writes for an account. `row_key` is the customer's; empty for a mail domain. Derived."""

    row_key = models.CharField(max_length=400, db_index=True)
    source = models.CharField(max_length=400)
    source_id = models.CharField(max_length=1000)
    occurred = models.BigIntegerField()
    account = models.CharField(max_length=400, db_index=True)
    since = models.BigIntegerField(null=True)
    until = models.BigIntegerField(null=True)
    customer_id = models.TextField(null=True)
    email = models.TextField(null=True)
    domain = models.CharField(max_length=400, db_index=True)

    class Meta:
        """Its table."""

        db_table = "desk_member_told"


class DeskServed(models.Model):
    """One thing that happened between us and a customer who may write for an account. Derived; no words, no agent."""

    row_key = models.CharField(max_length=400, db_index=True)
    kind = models.CharField(max_length=20)
    ref = models.TextField()
    at = models.BigIntegerField()
    service = models.CharField(max_length=400, db_index=True)
    account = models.CharField(max_length=400, db_index=True)
    ticket = models.CharField(max_length=400, db_index=True)
    repeat = models.BooleanField()
    open = models.BooleanField()
    look_again = models.BigIntegerField(null=True, db_index=True)

    class Meta:
        """Its table."""

        db_table = "desk_served"


class DeskWriter(models.Model):
    """A customer with an address of a domain that was told of an account. Derived."""

    row_key = models.CharField(max_length=400, db_index=True)
    domain = models.CharField(max_length=400, db_index=True)

    class Meta:
        """Its table."""

        db_table = "desk_writer"


class DeskWatch(models.Model):
    """A whole account, in one of its currencies, on the list of accounts to watch. Derived from all of the above.

    `points` are those of the listed rules, no probability; `points_before` a week ago. Lines of text are one a line.
    """

    account = models.CharField(max_length=400, db_index=True)  # the one at the top
    currency = models.CharField(max_length=3)  # empty where nobody says what it pays
    name = models.TextField()
    per_month_minor = models.BigIntegerField()
    services = models.IntegerField()
    contacts = models.IntegerField()  # of the last 90 days
    points = models.IntegerField()
    points_before = models.IntegerField()
    drives = models.TextField()
    helps = models.TextField()
    changed = models.TextField()
    look_again = models.BigIntegerField(null=True, db_index=True)

    class Meta:
        """Its table."""

        db_table = "desk_watch"
        indexes = [  # noqa: RUF012 (Django's own form)
            models.Index(fields=["currency", "-points", "-per_month_minor", "account"], name="desk_watch_order"),
            models.Index(fields=["points", "points_before"], name="desk_watch_crossed"),
        ]


class DeskForecast(models.Model):
    """How likely a whole account is to leave within twelve months, by the last fit, with its 90 % interval.

    Of a fit, not of entries alone: it is made again by the follower, and no part of what a rebuild makes. `before` is
    what the same fit says of a week before. `risk_minor` orders the list; the amounts are of twelve months.
    """

    account = models.CharField(max_length=400, db_index=True)
    currency = models.CharField(max_length=3)
    made_at = models.BigIntegerField()
    probability = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    before = models.FloatField()
    risk_minor = models.BigIntegerField()
    drives = models.TextField()

    class Meta:
        """Its table."""

        db_table = "desk_forecast"
        indexes = [  # noqa: RUF012 (Django's own form)
            models.Index(fields=["currency", "-risk_minor", "account"], name="desk_forecast_order"),
            models.Index(fields=["probability", "before"], name="desk_forecast_crossed"),
        ]


class DeskAccountFit(models.Model):
    """What the last try to fit came to: one row. `state` is one of accounts.fit's; `words` say it to a person."""

    made_at = models.BigIntegerField()
    events = models.IntegerField()
    months = models.IntegerField()
    accounts = models.IntegerField()
    state = models.CharField(max_length=20)
    words = models.TextField()

    class Meta:
        """Its table."""

        db_table = "desk_account_fit"
