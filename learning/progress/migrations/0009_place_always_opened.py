from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("progress", "0008_opened_when_last_read")]
    operations = [
        migrations.AlterField(
            model_name="readingplace",
            name="opened_at",
            field=models.DateTimeField(verbose_name="first opened at"),
        ),
    ]
