import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

COLUMNS = (("profiles_topic", "folded"), ("profiles_laterword", "text"))
CHUNK = 2000
MOST_WORDS = 12


def sort_by_letters(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """One index finds what begins so and gives it in order. Sorted by a language, PostgreSQL would need one for each, and
    walks through all of the second to stop early. SQLite sorts so anyway."""
    _collate(editor, "C")


def sort_by_language(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    _collate(editor, "default")


def _collate(editor: BaseDatabaseSchemaEditor, collation: str) -> None:
    if editor.connection.vendor == "postgresql":
        for table, column in COLUMNS:
            editor.execute(f'ALTER TABLE {table} ALTER COLUMN {column} TYPE varchar(160) COLLATE "{collation}"')


def note_words(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    LaterWord = apps.get_model("profiles", "LaterWord")
    rows = []
    for pk, folded in apps.get_model("profiles", "Topic").objects.values_list("pk", "folded"):
        words = folded.split()
        rows += [
            LaterWord(topic_id=pk, text=text)
            for text in {" ".join(words[place:]) for place in range(1, min(len(words), MOST_WORDS))}
        ]
    LaterWord.objects.bulk_create(rows, batch_size=CHUNK)


class Migration(migrations.Migration):
    dependencies = [
        ("profiles", "0007_fact_reach"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="topic", name="topic_begins"),
        migrations.CreateModel(
            name="LaterWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=160)),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="later_words",
                        to="profiles.topic",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="laterword",
            constraint=models.UniqueConstraint(fields=("text", "topic"), name="later_word_once"),
        ),
        migrations.RunPython(sort_by_letters, sort_by_language),
        migrations.RunPython(note_words, migrations.RunPython.noop),
    ]
