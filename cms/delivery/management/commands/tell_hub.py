from typing import Any

from django.core.management.base import BaseCommand

from cms.delivery.syndication.catching_up import catch_up


class Command(BaseCommand):
    """The word to the WebSub hub. Run it every minute."""

    help = "Tell the hub named by WEBSUB_HUB of the feeds that changed since it was last told. Nothing without one."

    def handle(self, *args: Any, **options: Any) -> None:
        """A hub that does not listen is logged, and told again by the next round: no failure of ours."""
        told = catch_up()
        if options["verbosity"] > 1 or told:
            self.stdout.write(f"websub: the hub was told of {told} feeds")
