"""The tables of the faces that read: only what a sender must remember. Webhooks have an app of their own."""

from cms.delivery.syndication.models import HubPlace

__all__ = ["HubPlace"]
