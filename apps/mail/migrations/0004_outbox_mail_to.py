from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0003_paused_addresses"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="outboxmail",
            index=models.Index(
                Lower("address"),
                name="outbox_mail_to",
                condition=Q(state__in=("attempting", "sent", "bounced", "uncertain")),
            ),
        ),
    ]
