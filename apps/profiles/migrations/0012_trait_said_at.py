from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("profiles", "0011_places"),
    ]

    operations = [
        migrations.AddField(
            model_name="profiletrait",
            name="said_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
