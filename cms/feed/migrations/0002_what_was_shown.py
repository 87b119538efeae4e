"""Remember what an audience could ever see: a document it never saw must not be announced, not even as deleted."""

from django.db import migrations, models
from django.db.migrations.state import StateApps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def hide_what_waits(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Pages that wait for their hour were not shown; of the others nothing speaks against it."""
    documents = apps.get_model("feed", "FeedDocument")
    documents.objects.filter(state="live", is_announced=False).update(was_shown=False)


class Migration(migrations.Migration):
    dependencies = [("feed", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="feeddocument",
            name="was_shown",
            field=models.BooleanField(
                db_comment="Whether this audience could ever see it; if not, nobody is told.",
                db_default=True,
                default=True,
            ),
        ),
        migrations.AddField(
            model_name="feeddocument",
            name="former_types",
            field=models.CharField(
                db_comment="Other types it was shown as before: |one|another|.",
                db_default="",
                default="",
                max_length=255,
            ),
        ),
        migrations.RunPython(hide_what_waits, migrations.RunPython.noop),
    ]
