"""Partners who follow the site: keys for every audience, webhooks, usage; and one who must never be met by another."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from types import SimpleNamespace

from django.test import Client
from django.urls import reverse

from cms.delivery.webhooks.endpoints import add_endpoint
from cms.delivery.webhooks.models import Endpoint, Message
from cms.delivery.webhooks.reading import read
from cms.feed.models import FeedDocument
from cms.media.audiences import Audience
from cms.partners import usage
from cms.partners.models import PartnerKey
from cms.partnerships.links import make_link
from tests.leaks.marks import Marks
from tests.partners_world import Known, contact, known

HOOK = "https://8.8.8.8/hook"


@dataclass(frozen=True)
class Viewer:
    """Who looks. Shape: `audience` is what they may see, empty for nothing; `types` as a key's; `mount` as a face's."""

    name: str
    audience: str
    secret: str = ""
    publishable: str = ""
    types: tuple[str, ...] = ()
    mount: str = ""
    is_full: bool = True

    def may_see(self, audiences: frozenset[str], kind: str) -> bool:
        """Tell whether something that these audiences may see is for this viewer."""
        return self.audience in audiences and (not self.types or not kind or kind in self.types)


class Followers:
    """The partners of a site, each with an endpoint that is told what happens."""

    def __init__(self, marks: Marks) -> None:
        self.by_audience = {
            audience: known(audience=audience.value, name=f"Ville d’exemple {audience.value}") for audience in Audience
        }
        self.narrow = known(audience="partners", allowed_types=["ambassador"], name="Ville d’artisans")
        self.revoked = known(audience="own", name="Ville qui fut")
        PartnerKey.objects.filter(partner=self.revoked.partner).update(revoked_at="2026-01-01T00:00:00Z")
        word = marks.word
        other = "other partner"
        self.other = known(
            name=word(other, "name"), notes=word(other, "notes"), website=f"https://{word(other, 'site')}.example",
            origins=(f"https://{word(other, 'origin')}.example",), audience="own",
        )  # fmt: skip
        contact(self.other.partner, name=word(other, "contact"), email=f"{word(other, 'mailbox')}@ville.example")
        for who in (*self.by_audience.values(), self.narrow):
            add_endpoint(who.partner, HOOK)
        add_endpoint(self.other.partner, f"{HOOK}?{word(other, 'endpoint')}")
        self.contacts = {who.partner.pk: contact(who.partner) for who in (*self.by_audience.values(), self.narrow)}

    def viewers(self) -> list[Viewer]:
        """Return everybody who may ask the faces."""
        found = [Viewer("anyone", "open"), Viewer("revoked key", "", self.revoked.secret, is_full=False)]
        found += [
            Viewer(f"key for {name.value}", name.value, who.secret, is_full=name is not Audience.OPEN)
            for name, who in self.by_audience.items()
        ]
        page = self.by_audience[Audience.PARTNERS]
        found.append(Viewer("page of a partner", "partners", publishable=page.publishable, is_full=False))
        found.append(Viewer("key for one type", "partners", self.narrow.secret, types=("ambassador",), is_full=False))
        found.append(Viewer("sandbox", "", mount="/sandbox", is_full=False))
        return found

    def read(self) -> None:
        """Let every endpoint be told what happened."""
        for pk in Endpoint.objects.values_list("pk", flat=True):
            while read(pk):
                pass

    def messages(self, who: Known) -> list[Message]:
        """Return what is stored for a partner's endpoints."""
        return list(Message.objects.filter(endpoint__partner=who.partner))

    def note_usage(self, marks: Marks) -> None:
        """Let every partner have been handed everything there is: what each may know of it now is another matter."""
        rows = [
            SimpleNamespace(document_id=row.document_id, type=row.type, change=row.change)
            for row in FeedDocument.objects.filter(audience="own")
        ]
        # The page names the most frequent ones only: those that tell audiences apart are handed out once more.
        telling = [row for row in rows if _state_of(marks, row) in ("live", "for partners", "ours alone")]
        for who in (*self.by_audience.values(), self.narrow):
            for answer in (rows, telling):
                usage.note_answer(answer, face="rest", partner_id=who.partner.pk)
        secret = uuid.uuid4()
        marks.id(secret, "other partner")
        alone = SimpleNamespace(document_id=secret, type="article", change=1)
        usage.note_answer([alone], face="rest", partner_id=self.other.partner.pk)
        usage.flush()

    def browser(self, who: Known) -> Client:
        """Return a browser that has opened the link to a partner's page."""
        _link, token = make_link(self.contacts[who.partner.pk])
        browser = Client()
        answer = browser.get(reverse("partnerships:enter", args=[token]))
        assert answer.status_code == 303, answer
        return browser


def _state_of(marks: Marks, row: SimpleNamespace) -> str:
    mark = marks.known.get(str(row.document_id))
    return mark.state if mark else ""
