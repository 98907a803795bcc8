from django.db import DatabaseError, migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def find_later_words(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Entries in which a later word begins so are found in an index. Where the database's owner may not have pg_trgm,
    they are found without it, only later."""
    if editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=editor.connection.alias):
            editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            editor.execute("CREATE INDEX topic_goes_on ON profiles_topic USING gin (folded gin_trgm_ops)")
    except DatabaseError:
        return


def forget_them(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """The extension stays: something else may use it by now."""
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX IF EXISTS topic_goes_on")


class Migration(migrations.Migration):
    dependencies = [
        ("profiles", "0007_fact_reach"),
    ]

    operations = [migrations.RunPython(find_later_words, forget_them)]
