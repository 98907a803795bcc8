from django.db import migrations, models
from django.db.models import Q, Value
from django.db.models.functions import Lower, StrIndex, Substr


class Migration(migrations.Migration):
    """The database fills the column by itself, in one go: a table of a hundred thousand takes it seconds."""

    dependencies = [
        ("mail", "0004_outbox_mail_to"),
    ]

    operations = [
        migrations.AddField(
            model_name="outboxmail",
            name="domain",
            field=models.GeneratedField(
                db_persist=True,
                expression=Lower(Substr("address", StrIndex("address", Value("@")) + 1)),
                output_field=models.CharField(max_length=254),
            ),
        ),
        migrations.AddIndex(
            model_name="outboxmail",
            index=models.Index(
                condition=Q(state__in=["queued", "attempting"]),
                fields=["domain", "due_at"],
                name="outbox_mail_domain",
            ),
        ),
    ]
