from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0002_troubled_domains"),
    ]

    operations = [
        migrations.CreateModel(
            name="PausedAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address_hash", models.CharField(max_length=64, unique=True)),
                ("bounced_at", models.DateTimeField(blank=True, null=True)),
                ("reported_at", models.DateTimeField(blank=True, null=True)),
                ("tried_again_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(bounced_at__isnull=False)
                        | Q(reported_at__isnull=False)
                        | Q(tried_again_at__isnull=False),
                        name="paused_address_says_why",
                    )
                ]
            },
        ),
    ]
