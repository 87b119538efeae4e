from django.apps import AppConfig


class WhitePaperConfig(AppConfig):
    name = "whitepaper"
    label = "whitepaper"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.workflow.kinds import Kind
        from cms.workflow.requirements import require
        from whitepaper import feed  # noqa: F401  (registers the public types)
        from whitepaper.models import ChapterPage, WhitePaperPage

        for model in (WhitePaperPage, ChapterPage):
            require(model, Kind.REVIEW, Kind.COMPLETENESS, Kind.READERS, Kind.PUBLICATION)
