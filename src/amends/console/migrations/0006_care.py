"""What care keeps: handled contacts, own taps and choices, who is away. Every row of the desk is made again."""

from typing import Any

from django.db import migrations, models


def start_again(apps: Any, schema_editor: Any) -> None:
    """At the beginning, without rows, the follower makes all of them anew."""
    names = ("Row", "Handle", "Promise", "Task", "Refund", "Victim", "Taken", "Mistake", "Done", "Window")
    for name in names:
        apps.get_model("console", f"Desk{name}").objects.all().delete()
    apps.get_model("console", "DeskState").objects.update(cursor=0)


class Migration(migrations.Migration):
    """Django reads these lists; nobody else does."""

    dependencies = [("console", "0005_learning")]  # noqa: RUF012 (Django's own form)

    operations = [  # noqa: RUF012
        migrations.CreateModel(
            name="DeskHandled",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("owner", models.CharField(max_length=64)),
                ("row_key", models.TextField(db_index=True)),
                ("day", models.BigIntegerField()),
                ("body", models.TextField()),
                ("mark", models.BigIntegerField()),
            ],
            options={
                "db_table": "desk_handled",
                "indexes": [
                    models.Index(fields=["owner", "day"], name="desk_handled_owner"),
                    models.Index(fields=["day", "owner", "mark"], name="desk_handled_marks"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeskHelped",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("customer", models.TextField(db_index=True)),
                ("day", models.BigIntegerField(db_index=True)),
            ],
            options={"db_table": "desk_helped"},
        ),
        migrations.CreateModel(
            name="CareTap",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("owner", models.CharField(db_index=True, max_length=64)),
                ("day", models.BigIntegerField(db_index=True)),
                ("body", models.TextField()),
            ],
            options={"db_table": "care_tap"},
        ),
        migrations.CreateModel(
            name="CareChoice",
            fields=[
                ("owner", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("body", models.TextField()),
            ],
            options={"db_table": "care_choice"},
        ),
        migrations.CreateModel(
            name="CareAway",
            fields=[
                ("user", models.CharField(max_length=150, primary_key=True, serialize=False)),
                ("until", models.BigIntegerField(db_index=True)),
                ("body", models.TextField()),
            ],
            options={"db_table": "care_away"},
        ),
        migrations.RunPython(start_again, migrations.RunPython.noop),
    ]
