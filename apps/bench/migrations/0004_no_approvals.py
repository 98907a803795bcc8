from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("bench", "0003_approvals_are_prepared")]

    operations = [migrations.DeleteModel(name="Approval")]
