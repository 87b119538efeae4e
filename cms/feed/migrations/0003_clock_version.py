"""Count what is written without a change number: answers are kept under both."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("feed", "0002_what_was_shown")]

    operations = [
        migrations.AddField(
            model_name="feedclock",
            name="version",
            field=models.BigIntegerField(
                db_comment="Counts what was written without a change number.",
                db_default=0,
                default=0,
            ),
        ),
    ]
