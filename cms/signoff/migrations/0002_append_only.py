from django.db import migrations

from cms.signoff import guard


class Migration(migrations.Migration):
    """Triggers that let nobody alter or remove a record."""

    dependencies = [("signoff", "0001_records")]

    operations = [
        migrations.RunPython(lambda apps, schema_editor: guard.install(), lambda apps, schema_editor: guard.remove())
    ]
