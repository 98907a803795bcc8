from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0012_hashed_reasons"),
    ]

    operations = [
        migrations.AddField(
            model_name="dismissal",
            name="until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="dismissal",
            index=models.Index(condition=models.Q(("until__isnull", False)), fields=["until"], name="dismissal_until"),
        ),
    ]
