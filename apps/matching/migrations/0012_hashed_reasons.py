from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils.crypto import salted_hmac


def veil(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """What was told before is kept as it is from now on, see since_met.key_of: else it would be told once more, and say
    what was shared after the facts are gone."""
    rows = apps.get_model("matching", "SinceMet").objects
    for reason in rows.filter(reason__contains=":").values_list("reason", flat=True).distinct().order_by():
        rows.filter(reason=reason).update(reason=salted_hmac("matching.since_met", reason).hexdigest())


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0011_bars"),
    ]

    operations = [
        migrations.RunPython(veil, migrations.RunPython.noop),
    ]
