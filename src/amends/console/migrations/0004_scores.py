"""What each of us took and inherited, and what was found in it. Derived: every row of the desk is made again."""

from typing import Any

from django.db import migrations, models


def start_again(apps: Any, schema_editor: Any) -> None:
    """At the beginning, without rows, the follower makes all of them anew."""
    for name in ("DeskRow", "DeskHandle", "DeskPromise", "DeskTask", "DeskRefund", "DeskVictim"):
        apps.get_model("console", name).objects.all().delete()
    apps.get_model("console", "DeskState").objects.update(cursor=0)


TAKEN: list[tuple[str, "models.Field[Any, Any]"]] = [
    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
    ("row_key", models.CharField(max_length=400)),
    ("contact", models.TextField()),
    ("case", models.TextField()),
    ("seq", models.IntegerField()),
    ("agent", models.TextField()),
    ("started_at", models.BigIntegerField()),
    ("window_start", models.BigIntegerField()),
    ("reason", models.TextField()),
    ("product", models.TextField()),
    ("channel", models.TextField()),
    ("tier", models.TextField()),
    ("at_random", models.BooleanField()),
    ("invited_by", models.CharField(max_length=20)),
    ("answer", models.SmallIntegerField(null=True)),
    ("returned", models.BooleanField(null=True)),
    ("inherited", models.TextField()),
    ("refused", models.TextField()),
    ("left_out", models.CharField(max_length=80)),
    ("mark", models.BigIntegerField()),
    ("look_again", models.BigIntegerField(null=True)),
]


class Migration(migrations.Migration):
    """Django reads these lists; nobody else does."""

    dependencies = [("console", "0003_sweep")]  # noqa: RUF012 (Django's own form)

    operations = [  # noqa: RUF012
        migrations.DeleteModel("DeskTask"),  # its rows said with which customer a task was
        migrations.CreateModel(
            name="DeskTask",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("customer", models.TextField(db_index=True)),
                ("day", models.BigIntegerField(db_index=True)),
            ],
            options={"db_table": "desk_task"},
        ),
        migrations.CreateModel(
            name="DeskTaken",
            fields=TAKEN,
            options={
                "db_table": "desk_taken",
                "indexes": [
                    models.Index(fields=["contact"], name="desk_taken_contact"),
                    models.Index(fields=["window_start", "started_at"], name="desk_taken_window"),
                    models.Index(fields=["agent", "started_at"], name="desk_taken_agent"),
                    models.Index(fields=["look_again"], name="desk_taken_look_again"),
                ],
                "constraints": [models.UniqueConstraint(fields=("row_key", "contact"), name="desk_taken_once")],
            },
        ),
        migrations.CreateModel(
            name="DeskWindow",
            fields=[
                ("start", models.BigIntegerField(primary_key=True, serialize=False)),
                ("contacts", models.BigIntegerField()),
                ("mark", models.BigIntegerField()),
            ],
            options={"db_table": "desk_window"},
        ),
        migrations.CreateModel(
            name="DeskFit",
            fields=[
                ("start", models.BigIntegerField(primary_key=True, serialize=False)),
                ("end", models.BigIntegerField()),
                ("name", models.CharField(max_length=80)),
                ("made_from", models.CharField(max_length=80)),
                ("made_at", models.BigIntegerField()),
                ("payload", models.TextField()),
                ("refused", models.TextField()),
                ("steps", models.BigIntegerField()),
            ],
            options={"db_table": "desk_fit"},
        ),
        migrations.CreateModel(
            name="DeskStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("steps", models.BigIntegerField()),
                ("window_start", models.BigIntegerField()),
                ("contact", models.TextField()),
                ("case", models.TextField()),
                ("seq", models.IntegerField()),
                ("before", models.FloatField()),
                ("low", models.FloatField()),
                ("high", models.FloatField()),
                ("after", models.FloatField(null=True)),
            ],
            options={
                "db_table": "desk_step",
                "indexes": [
                    models.Index(fields=["window_start", "steps"], name="desk_step_window"),
                    models.Index(fields=["contact"], name="desk_step_contact"),
                    models.Index(fields=["case"], name="desk_step_case"),
                ],
            },
        ),
        migrations.RunPython(start_again, migrations.RunPython.noop),
    ]
