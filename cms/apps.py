from django.apps import AppConfig


class RoofConfig(AppConfig):
    """The roof: last to be ready, so that everything below has registered what it offers."""

    name = "cms"
    label = "cms"

    def ready(self) -> None:
        """Connect what needs the whole house standing."""
        from cms.feed import receivers

        receivers.connect()
