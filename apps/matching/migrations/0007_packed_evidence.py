import django.utils.timezone
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import apps.matching.models.candidate


def work_out_again(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Candidates are derived: they go, and the workers find them anew."""
    refresh = apps.get_model("matching", "Refresh")
    refresh.objects.filter(due_at__isnull=True).update(due_at=django.utils.timezone.now())


class Migration(migrations.Migration):
    dependencies = [("matching", "0006_weighing")]

    operations = [
        # A table of its own: a key of several columns cannot be given to one that has another.
        migrations.DeleteModel("Candidate"),
        migrations.CreateModel(
            name="Candidate",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "circle_id",
                        "generation",
                        "low_id",
                        "high_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("circle_id", models.BigIntegerField()),
                ("generation", models.PositiveIntegerField()),
                ("low_id", models.BigIntegerField()),
                ("high_id", models.BigIntegerField()),
                ("score", models.FloatField()),
                ("worth_low", models.FloatField(null=True)),
                ("worth_high", models.FloatField(null=True)),
                ("first", models.BooleanField(default=True)),
                ("evidence", apps.matching.models.candidate.EvidenceField(default=list)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["low_id", "circle_id"], name="candidate_low"),
                    models.Index(fields=["high_id", "circle_id"], name="candidate_high"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("low_id__lt", models.F("high_id"))), name="candidate_low_before_high"
                    ),
                ],
            },
        ),
        migrations.RunPython(work_out_again, work_out_again),
    ]
