from django.apps import AppConfig


class WhitePaperConfig(AppConfig):
    name = "whitepaper"
    label = "whitepaper"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.workflow.kinds import Kind
        from cms.workflow.requirements import require
        from whitepaper import completeness, feed  # noqa: F401  (registers the public types, and what they must say)
        from whitepaper.models import ChapterPage, WhitePaperPage

        for model in (WhitePaperPage, ChapterPage):
            require(model, Kind.REVIEW, Kind.COMPLETENESS, Kind.READERS, Kind.PUBLICATION)
