"""What was approved and not asked yet is one kind of what is prepared."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

OLD, KEPT = "Approval", ("circle_id", "by_id", "note", "at", "due_at")


def prepare_approved(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    prepared, person = apps.get_model("bench", "Prepared"), apps.get_model("bench", "PreparedPerson")
    for row in apps.get_model("bench", OLD).objects.order_by("pk"):
        made = prepared.objects.create(
            key=f"m{row.low_id}-m{row.high_id}", **{name: getattr(row, name) for name in KEPT}
        )
        for user_id in (row.low_id, row.high_id):
            person.objects.create(prepared=made, user_id=user_id)


def approve_prepared(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Two members only: the rest had no place before."""
    approval = apps.get_model("bench", OLD)
    for row in apps.get_model("bench", "Prepared").objects.filter(due_at__isnull=False).order_by("pk"):
        ids = sorted(row.people.filter(user__isnull=False).values_list("user_id", flat=True))
        if len(ids) == row.people.count() == len(("low", "high")):
            approval.objects.create(low_id=ids[0], high_id=ids[1], **{name: getattr(row, name) for name in KEPT})


class Migration(migrations.Migration):
    dependencies = [("bench", "0002_prepared")]

    operations = [migrations.RunPython(prepare_approved, approve_prepared)]
