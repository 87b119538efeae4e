from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    name = "cms.releases"
    label = "releases"
    default_auto_field = "django.db.models.BigAutoField"
