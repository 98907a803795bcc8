from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """They are kept in another shape from now on; whole refreshes say them anew."""
    apps.get_model("matching", "Refresh").objects.exclude(prices=b"").update(prices=b"")


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0010_matching_report"),
    ]

    operations = [
        migrations.RunPython(forget, forget),
    ]
