"""The derived tables. No fact lives here only: `amends rebuild` makes them again, byte for byte."""

from django.db import models


class DeskRow(models.Model):
    """What the queue lists of one customer. Times are UTC microseconds. `(band, weight, key)` is the queue's order."""

    key = models.CharField(max_length=400, primary_key=True)  # the customer's id: his strongest handle key
    name = models.CharField(max_length=400)
    band = models.SmallIntegerField()  # queue_row.Band
    weight = models.BigIntegerField()  # the smaller, the sooner
    verdict = models.CharField(max_length=20)
    reason = models.CharField(max_length=40)
    sentence = models.TextField()
    owed_minor = models.BigIntegerField(null=True)
    owed_currency = models.CharField(max_length=3)
    state = models.CharField(max_length=20)  # of what is owed
    contacts = models.IntegerField()
    waiting_since = models.BigIntegerField(null=True)
    promised_due = models.BigIntegerField(null=True)
    look_again = models.BigIntegerField(null=True)

    class Meta:
        """Its table."""

        db_table = "desk_row"
        indexes = [  # noqa: RUF012 (Django's own form)
            models.Index(fields=["band", "weight", "key"], name="desk_row_order"),
            models.Index(fields=["look_again"], name="desk_row_look_again"),
        ]


class DeskHandle(models.Model):
    """Which row a handle key belongs to, so that a row can be found and replaced when identities join or part."""

    handle = models.CharField(max_length=400, primary_key=True)
    row_key = models.CharField(max_length=400, db_index=True)

    class Meta:
        """Its table."""

        db_table = "desk_handle"


class DeskPromise(models.Model):
    """One open promise, for the list of everybody's. Times are UTC microseconds."""

    promise = models.CharField(max_length=400)
    row_key = models.CharField(max_length=400, db_index=True)
    what = models.CharField(max_length=20)
    state = models.CharField(max_length=20)
    due_from = models.BigIntegerField(null=True)
    due = models.BigIntegerField()
    owner = models.CharField(max_length=400)
    sentence = models.TextField()

    class Meta:
        """Its table."""

        db_table = "desk_promise"
        constraints = [models.UniqueConstraint(fields=["row_key", "promise"], name="desk_promise_once")]  # noqa: RUF012
        indexes = [models.Index(fields=["due", "row_key", "promise"], name="desk_promise_order")]  # noqa: RUF012


class DeskTask(models.Model):
    """That somebody has a private task: not who, not with whom, not how many anybody has (see desk.private)."""

    digest = models.CharField(max_length=64, primary_key=True)
    customer = models.TextField(db_index=True)  # sealed
    day = models.BigIntegerField(db_index=True)

    class Meta:
        """Its table."""

        db_table = "desk_task"


class DeskRefund(models.Model):
    """One refund of ours as the second opinion sees it: the sweep. Its columns are those of sweep_row.RefundRow."""

    row_key = models.CharField(max_length=400, db_index=True)
    matter = models.CharField(max_length=400)
    at = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    verdict = models.CharField(max_length=20)
    reason = models.CharField(max_length=40)
    open = models.BooleanField()
    owed_minor = models.BigIntegerField(null=True)
    owed_currency = models.CharField(max_length=3)
    state = models.CharField(max_length=20)
    traits = models.TextField()
    missing = models.TextField()
    contacts = models.IntegerField()
    rejected = models.BooleanField()
    look_again = models.BigIntegerField(null=True)

    class Meta:
        """Its table."""

        db_table = "desk_refund"
        constraints = [models.UniqueConstraint(fields=["row_key", "matter"], name="desk_refund_once")]  # noqa: RUF012
        indexes = [  # noqa: RUF012
            models.Index(fields=["verdict", "at", "row_key", "matter"], name="desk_refund_order"),
            models.Index(fields=["look_again"], name="desk_refund_look_again"),
        ]


class DeskVictim(models.Model):
    """Where one refund stands in one programme. Its columns are those of sweep_row.VictimRow."""

    row_key = models.CharField(max_length=400, db_index=True)
    programme = models.CharField(max_length=200)
    matter = models.CharField(max_length=400)
    name = models.CharField(max_length=400)
    stage = models.CharField(max_length=20)
    payment = models.CharField(max_length=20)
    verdict = models.CharField(max_length=20)
    reason = models.CharField(max_length=40)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    harm_minor = models.BigIntegerField(null=True)
    harm_currency = models.CharField(max_length=3)
    key = models.CharField(max_length=80)
    next_key = models.CharField(max_length=80)
    next_attempt = models.IntegerField()
    payment_ref = models.CharField(max_length=400)
    sentence = models.TextField()
    waits_for = models.TextField()
    requested_by = models.CharField(max_length=400)
    approved_by = models.TextField()
    approvals_needed = models.SmallIntegerField()
    approvals_missing = models.SmallIntegerField()
    may_hand_over = models.BooleanField()
    hand_over_minor = models.BigIntegerField(null=True)
    hand_over_currency = models.CharField(max_length=3)
    handed = models.TextField()
    told_at = models.BigIntegerField(null=True)
    told_tries = models.IntegerField()
    apologies = models.IntegerField()
    rejected = models.BooleanField()
    contacts = models.IntegerField()
    since = models.BigIntegerField(null=True)
    look_again = models.BigIntegerField(null=True)

    class Meta:
        """Its table."""

        db_table = "desk_victim"
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["row_key", "programme", "matter"], name="desk_victim_once")
        ]
        indexes = [  # noqa: RUF012
            models.Index(fields=["programme", "stage", "payment", "since", "matter"], name="desk_victim_order"),
            models.Index(fields=["look_again"], name="desk_victim_look_again"),
        ]


class DeskTaken(models.Model):
    """One contact that one of us took, and what he inherited with it. Its columns are those of taken_row.TakenRow."""

    row_key = models.CharField(max_length=400)
    contact = models.TextField()  # entry ids hold what sources call things: no length can be set
    case = models.TextField()
    seq = models.IntegerField()
    agent = models.TextField()
    started_at = models.BigIntegerField()
    window_start = models.BigIntegerField()
    reason = models.TextField()
    product = models.TextField()
    channel = models.TextField()
    tier = models.TextField()
    at_random = models.BooleanField()
    invited_by = models.CharField(max_length=20)
    answer = models.SmallIntegerField(null=True)
    returned = models.BooleanField(null=True)
    inherited = models.TextField()
    refused = models.TextField()
    left_out = models.CharField(max_length=80)
    mark = models.BigIntegerField()
    look_again = models.BigIntegerField(null=True)

    class Meta:
        """Its table."""

        db_table = "desk_taken"
        constraints = [models.UniqueConstraint(fields=["row_key", "contact"], name="desk_taken_once")]  # noqa: RUF012
        indexes = [  # noqa: RUF012
            models.Index(fields=["contact"], name="desk_taken_contact"),
            models.Index(fields=["window_start", "started_at"], name="desk_taken_window"),
            models.Index(fields=["agent", "started_at"], name="desk_taken_agent"),
            models.Index(fields=["look_again"], name="desk_taken_look_again"),
        ]


class DeskWindow(models.Model):
    """How many contacts were taken in one window of scores, and the sum of their marks: it tells whether anything in
    the window changed, without reading it.
    """

    start = models.BigIntegerField(primary_key=True)
    contacts = models.BigIntegerField()
    mark = models.BigIntegerField()

    class Meta:
        """Its table."""

        db_table = "desk_window"


class DeskFit(models.Model):
    """What was found in one closed window: `payload` is scores.published as JSON, or `refused` the words why there is
    none. `made_from` tells which rows it was made of; steps of cases with another number than `steps` do not count.
    """

    start = models.BigIntegerField(primary_key=True)
    end = models.BigIntegerField()
    name = models.CharField(max_length=80)
    made_from = models.CharField(max_length=80)
    made_at = models.BigIntegerField()
    payload = models.TextField()
    refused = models.TextField()
    steps = models.BigIntegerField()

    class Meta:
        """Its table."""

        db_table = "desk_fit"


class DeskStep(models.Model):
    """One contact of one case as the fit of its window explains it: scores.case.Step."""

    steps = models.BigIntegerField()
    window_start = models.BigIntegerField()
    contact = models.TextField()
    case = models.TextField()
    seq = models.IntegerField()
    before = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    after = models.FloatField(null=True)

    class Meta:
        """Its table."""

        db_table = "desk_step"
        indexes = [  # noqa: RUF012
            models.Index(fields=["window_start", "steps"], name="desk_step_window"),
            models.Index(fields=["contact"], name="desk_step_contact"),
            models.Index(fields=["case"], name="desk_step_case"),
        ]


class DeskMistake(models.Model):
    """One mistake of the register. Its columns are those of mistake_row.MistakeRow; `row_key` is empty where it
    concerns no customer. Nothing of which a score is made may read it.
    """

    row_key = models.TextField()  # sealed where the row only says when to look again, and then longer
    mistake = models.TextField()  # a matter may be an order, and those have any length
    known = models.BooleanField()
    at = models.BigIntegerField()
    step = models.CharField(max_length=80)
    found_by = models.CharField(max_length=20)
    found_by_us = models.BooleanField(null=True)
    to_find_seconds = models.BigIntegerField(null=True)
    cause = models.TextField()
    programme = models.CharField(max_length=200)
    words = models.TextField()
    payload = models.TextField()
    look_again = models.BigIntegerField(null=True)

    class Meta:
        """Its table."""

        db_table = "desk_mistake"
        constraints = [models.UniqueConstraint(fields=["row_key", "mistake"], name="desk_mistake_once")]  # noqa: RUF012
        indexes = [  # noqa: RUF012
            models.Index(fields=["known", "at"], name="desk_mistake_order"),
            models.Index(fields=["look_again"], name="desk_mistake_look_again"),
        ]


class DeskDone(models.Model):
    """One thing done for good, and whether its check list was answered: mistake_row.DoneRow."""

    row_key = models.CharField(max_length=400, db_index=True)
    at = models.BigIntegerField()
    action = models.CharField(max_length=20)
    checked = models.BooleanField()
    failed = models.BooleanField(null=True)
    look_again = models.BigIntegerField(null=True, db_index=True)

    class Meta:
        """Its table."""

        db_table = "desk_done"


class DeskState(models.Model):
    """One row: how far the follower has read, and a number that grows with every change (the queue's ETag)."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    cursor = models.BigIntegerField(default=0)
    version = models.BigIntegerField(default=0)

    class Meta:
        """Its table."""

        db_table = "desk_state"
