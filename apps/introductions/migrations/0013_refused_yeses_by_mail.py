from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("introductions", "0012_mailed_yeses"),
    ]

    operations = [
        migrations.AddField(
            model_name="mailedyes",
            name="refused",
            field=models.BooleanField(default=False),
        ),
    ]
