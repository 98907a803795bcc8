from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0005_outbox_mail_domain"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="outboxmail", name="outbox_mail_due"),
        migrations.AddIndex(
            model_name="outboxmail",
            index=models.Index(
                condition=Q(state__in=["queued", "attempting"]),
                fields=["lane", "due_at", "id"],
                name="outbox_mail_in_order",
            ),
        ),
    ]
