from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone


def work_out_again(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What was found before says nothing of what it is worth."""
    apps.get_model("matching", "Refresh").objects.update(due_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("matching", "0004_when_nothing_stands_before_a_wish")]

    operations = [
        migrations.AddField("candidate", "worth_low", models.FloatField(null=True)),
        migrations.AddField("candidate", "worth_high", models.FloatField(null=True)),
        migrations.AddField("candidate", "first", models.BooleanField(default=True)),
        migrations.AddField("refresh", "prices", models.BinaryField(default=bytes)),
        migrations.RunPython(work_out_again, migrations.RunPython.noop, elidable=True),
    ]
