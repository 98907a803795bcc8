from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("circles", "0011_invitations_by_staff")]

    operations = [
        migrations.AddField(
            model_name="circle",
            name="members_seen_by",
            field=models.CharField(
                choices=[("members", "Everybody in the circle"), ("curators", "The curators only")],
                default="members",
                max_length=8,
                verbose_name="who sees the member list",
            ),
        )
    ]
