from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_forwarding")]

    operations = [
        migrations.AddField("meeting", "series", models.CharField(blank=True, default="", max_length=64)),
        migrations.AddField("meeting", "version", models.PositiveIntegerField(default=0)),
        migrations.AddField("meeting", "day", models.DateField(blank=True, null=True)),
    ]
