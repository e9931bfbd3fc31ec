from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("progress", "0006_reminder")]
    operations = [
        migrations.AddField(
            model_name="readingplace",
            name="opened_at",
            field=models.DateTimeField(null=True, verbose_name="first opened at"),
        ),
    ]
