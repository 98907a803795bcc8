from django.db import migrations, models


class Migration(migrations.Migration):
    """A fact may be written otherwise than the entry of the vocabulary that it stands for."""

    dependencies = [("profiles", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="profiletrait",
            name="written",
            field=models.CharField(blank=True, default="", max_length=80),
        ),
    ]
