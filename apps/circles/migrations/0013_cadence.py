from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("circles", "0012_members_seen_by")]

    operations = [
        migrations.AddField(
            model_name="circle",
            name="cadence",
            field=models.CharField(
                choices=[("week", "Every week"), ("fortnight", "Every two weeks"), ("month", "Every four weeks")],
                default="week",
                max_length=9,
                verbose_name="how often",
            ),
        )
    ]
