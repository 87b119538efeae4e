"""From a link to what may be done with it. Reads only: opening a link changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from cms.signoff.choices import Purpose, Status
from cms.signoff.requests import Contact, MagicLink, SignOffRequest
from cms.signoff.subjects import still_says
from cms.signoff.tokens import PREFIXES, digest


@dataclass(frozen=True)
class Opened:
    """A request as whoever holds its link finds it now.

    Shape: `status` is what time and the content have made of it, whether or not anybody has noted it down yet.
    """

    link: MagicLink
    request: SignOffRequest
    contact: Contact | None
    status: Status

    @property
    def may_decide(self) -> bool:
        """The person can still decide."""
        return self.status == Status.PENDING


def find_link(token: str) -> MagicLink | None:
    """Return the link of a token, or None. One query, by the hash."""
    if not token.startswith(tuple(PREFIXES.values())):
        return None
    return MagicLink.objects.select_related("request").filter(token_hash=digest(token)).first()


def open_request(token: str) -> Opened | None:
    """Return what a token opens, or None for one that opens nothing."""
    link = find_link(token)
    return opened(link) if link is not None else None


def opened(link: MagicLink) -> Opened:
    """Return what a link opens."""
    request = link.request
    status = request.effective_status
    if link.purpose == Purpose.PROOF and status == Status.PENDING and not still_says(request):
        status = Status.SUPERSEDED
    contact = Contact.objects.filter(content_id=request.content_id).first()
    return Opened(link, request, contact, status)
