"""What the desk keeps of accounts. Every row of the desk is made again."""

from typing import Any

from django.db import migrations, models


def start_again(apps: Any, schema_editor: Any) -> None:
    """At the beginning, without rows, the follower makes all of them anew."""
    names = ("Row", "Handle", "Promise", "Task", "Refund", "Victim", "Taken", "Mistake", "Done", "Window", "Handled")
    for name in (*names, "Helped"):
        apps.get_model("console", f"Desk{name}").objects.all().delete()
    apps.get_model("console", "DeskState").objects.update(cursor=0)


class Migration(migrations.Migration):
    """Django reads these lists; nobody else does."""

    dependencies = [("console", "0006_care")]  # noqa: RUF012 (Django's own form)

    operations = [  # noqa: RUF012
        migrations.CreateModel(
            name="DeskAccountFit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.BigIntegerField()),
                ("events", models.IntegerField()),
                ("months", models.IntegerField()),
                ("accounts", models.IntegerField()),
                ("state", models.CharField(max_length=20)),
                ("words", models.TextField()),
            ],
            options={
                "db_table": "desk_account_fit",
            },
        ),
        migrations.CreateModel(
            name="DeskAccountTold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=400)),
                ("source_id", models.CharField(max_length=1000)),
                ("occurred", models.BigIntegerField()),
                ("account", models.CharField(db_index=True, max_length=400)),
                ("parent", models.CharField(db_index=True, max_length=400, null=True)),
                ("since", models.BigIntegerField(null=True)),
                ("until", models.BigIntegerField(null=True)),
                ("renewal", models.BigIntegerField(null=True)),
                ("name", models.TextField()),
            ],
            options={
                "db_table": "desk_account_told",
            },
        ),
        migrations.CreateModel(
            name="DeskMemberTold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row_key", models.CharField(db_index=True, max_length=400)),
                ("source", models.CharField(max_length=400)),
                ("source_id", models.CharField(max_length=1000)),
                ("occurred", models.BigIntegerField()),
                ("account", models.CharField(db_index=True, max_length=400)),
                ("since", models.BigIntegerField(null=True)),
                ("until", models.BigIntegerField(null=True)),
                ("customer_id", models.TextField(null=True)),
                ("email", models.TextField(null=True)),
                ("domain", models.CharField(db_index=True, max_length=400)),
            ],
            options={
                "db_table": "desk_member_told",
            },
        ),
        migrations.CreateModel(
            name="DeskServed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row_key", models.CharField(db_index=True, max_length=400)),
                ("kind", models.CharField(max_length=20)),
                ("ref", models.TextField()),
                ("at", models.BigIntegerField()),
                ("service", models.CharField(db_index=True, max_length=400)),
                ("account", models.CharField(db_index=True, max_length=400)),
                ("ticket", models.CharField(db_index=True, max_length=400)),
                ("repeat", models.BooleanField()),
                ("open", models.BooleanField()),
                ("look_again", models.BigIntegerField(db_index=True, null=True)),
            ],
            options={
                "db_table": "desk_served",
            },
        ),
        migrations.CreateModel(
            name="DeskServiceTold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=400)),
                ("source_id", models.CharField(max_length=1000)),
                ("occurred", models.BigIntegerField()),
                ("service", models.CharField(db_index=True, max_length=400)),
                ("account", models.CharField(db_index=True, max_length=400)),
                ("amount_minor", models.BigIntegerField(null=True)),
                ("currency", models.CharField(max_length=3)),
                ("start", models.BigIntegerField(null=True)),
                ("end", models.BigIntegerField(null=True)),
                ("renewal", models.BigIntegerField(null=True)),
                ("name", models.TextField()),
            ],
            options={
                "db_table": "desk_service_told",
            },
        ),
        migrations.CreateModel(
            name="DeskWriter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row_key", models.CharField(db_index=True, max_length=400)),
                ("domain", models.CharField(db_index=True, max_length=400)),
            ],
            options={
                "db_table": "desk_writer",
            },
        ),
        migrations.CreateModel(
            name="DeskForecast",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.CharField(db_index=True, max_length=400)),
                ("currency", models.CharField(max_length=3)),
                ("made_at", models.BigIntegerField()),
                ("probability", models.FloatField()),
                ("low", models.FloatField()),
                ("high", models.FloatField()),
                ("before", models.FloatField()),
                ("risk_minor", models.BigIntegerField()),
                ("drives", models.TextField()),
            ],
            options={
                "db_table": "desk_forecast",
                "indexes": [
                    models.Index(fields=["currency", "-risk_minor", "account"], name="desk_forecast_order"),
                    models.Index(fields=["probability", "before"], name="desk_forecast_crossed"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeskWatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.CharField(db_index=True, max_length=400)),
                ("currency", models.CharField(max_length=3)),
                ("name", models.TextField()),
                ("per_month_minor", models.BigIntegerField()),
                ("services", models.IntegerField()),
                ("contacts", models.IntegerField()),
                ("points", models.IntegerField()),
                ("points_before", models.IntegerField()),
                ("drives", models.TextField()),
                ("helps", models.TextField()),
                ("changed", models.TextField()),
                ("look_again", models.BigIntegerField(db_index=True, null=True)),
            ],
            options={
                "db_table": "desk_watch",
                "indexes": [
                    models.Index(
                        fields=["currency", "-points", "-per_month_minor", "account"], name="desk_watch_order"
                    ),
                    models.Index(fields=["points", "points_before"], name="desk_watch_crossed"),
                ],
            },
        ),
        migrations.RunPython(start_again, migrations.RunPython.noop),
    ]
