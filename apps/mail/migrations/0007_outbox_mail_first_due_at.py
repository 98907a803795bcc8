from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0006_outbox_mail_in_order"),
    ]

    operations = [
        migrations.AddField(
            model_name="outboxmail",
            name="first_due_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
