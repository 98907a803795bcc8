from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="TroubledDomain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=254, unique=True)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("since", models.DateTimeField()),
                ("rests_until", models.DateTimeField()),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(max_length=200)),
            ],
        ),
    ]
