"""The sweep, and who stands where in a remediation. Both are derived: every row of the desk is made again."""

from typing import Any

from django.db import migrations, models


def start_again(apps: Any, schema_editor: Any) -> None:
    """At the beginning, without rows, the follower makes all of them anew."""
    for name in ("DeskRow", "DeskHandle", "DeskPromise", "DeskTask"):
        apps.get_model("console", name).objects.all().delete()
    apps.get_model("console", "DeskState").objects.update(cursor=0)


class Migration(migrations.Migration):
    """Django reads these lists; nobody else does."""

    dependencies = [("console", "0002_conversation")]  # noqa: RUF012 (Django's own form)

    operations = [  # noqa: RUF012
        migrations.CreateModel(
            name="DeskRefund",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row_key", models.CharField(db_index=True, max_length=400)),
                ("matter", models.CharField(max_length=400)),
                ("at", models.BigIntegerField()),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("verdict", models.CharField(max_length=20)),
                ("reason", models.CharField(max_length=40)),
                ("open", models.BooleanField()),
                ("owed_minor", models.BigIntegerField(null=True)),
                ("owed_currency", models.CharField(max_length=3)),
                ("state", models.CharField(max_length=20)),
                ("traits", models.TextField()),
                ("missing", models.TextField()),
                ("contacts", models.IntegerField()),
                ("rejected", models.BooleanField()),
                ("look_again", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "desk_refund",
                "indexes": [
                    models.Index(fields=["verdict", "at", "row_key", "matter"], name="desk_refund_order"),
                    models.Index(fields=["look_again"], name="desk_refund_look_again"),
                ],
                "constraints": [models.UniqueConstraint(fields=("row_key", "matter"), name="desk_refund_once")],
            },
        ),
        migrations.CreateModel(
            name="DeskVictim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row_key", models.CharField(db_index=True, max_length=400)),
                ("programme", models.CharField(max_length=200)),
                ("matter", models.CharField(max_length=400)),
                ("name", models.CharField(max_length=400)),
                ("stage", models.CharField(max_length=20)),
                ("payment", models.CharField(max_length=20)),
                ("verdict", models.CharField(max_length=20)),
                ("reason", models.CharField(max_length=40)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("harm_minor", models.BigIntegerField(null=True)),
                ("harm_currency", models.CharField(max_length=3)),
                ("key", models.CharField(max_length=80)),
                ("next_key", models.CharField(max_length=80)),
                ("next_attempt", models.IntegerField()),
                ("payment_ref", models.CharField(max_length=400)),
                ("sentence", models.TextField()),
                ("waits_for", models.TextField()),
                ("requested_by", models.CharField(max_length=400)),
                ("approved_by", models.TextField()),
                ("approvals_needed", models.SmallIntegerField()),
                ("approvals_missing", models.SmallIntegerField()),
                ("may_hand_over", models.BooleanField()),
                ("hand_over_minor", models.BigIntegerField(null=True)),
                ("hand_over_currency", models.CharField(max_length=3)),
                ("handed", models.TextField()),
                ("told_at", models.BigIntegerField(null=True)),
                ("told_tries", models.IntegerField()),
                ("apologies", models.IntegerField()),
                ("rejected", models.BooleanField()),
                ("contacts", models.IntegerField()),
                ("since", models.BigIntegerField(null=True)),
                ("look_again", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "desk_victim",
                "indexes": [
                    models.Index(fields=["programme", "stage", "payment", "since", "matter"], name="desk_victim_order"),
                    models.Index(fields=["look_again"], name="desk_victim_look_again"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("row_key", "programme", "matter"), name="desk_victim_once")
                ],
            },
        ),
        migrations.RunPython(start_again, migrations.RunPython.noop),
    ]
