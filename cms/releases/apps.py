from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    name = "cms.releases"
    label = "releases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hold the pages of open releases back, watch them, and tell the calendar what is known here."""
        from cms.feed.gates import register_gate
        from cms.releases import calendar_sources, holding, links, receivers
        from cms.workflow.publishing import register_hold

        register_hold(holding.hold)
        register_gate(holding.is_not_held)
        receivers.connect()
        calendar_sources.register()
        links.mask_in_logs()
