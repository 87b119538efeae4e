"""May this audience have this image now, and if not, why? The one answer every output rests on. Reads, never writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, CollectionViewRestriction

from cms.media.audiences import Audience
from cms.media.choices import Holding, Persons, Territory
from cms.media.models import Consent, Image

# What each audience needs. Nested: a photo for anyone must be one for our partners and for our site.
CHANNELS: dict[Audience, tuple[str, ...]] = {
    Audience.OWN: ("may_site",),
    Audience.PARTNERS: ("may_site", "may_partners"),
    Audience.OPEN: ("may_site", "may_partners", "may_open"),
}
CHANNEL_MESSAGES = {
    "may_site": _("It is not cleared for our site: tick “our site” if the agreement allows it."),
    "may_partners": _("It is not cleared for our partners: tick “partners” if the agreement allows it."),
    "may_open": _("It is not cleared for free reuse: tick “free reuse” if the agreement allows it."),
}


@dataclass(frozen=True)
class RightsReason:
    """One cause of a refusal: a stable code, a sentence that says how to mend it, the field to mend."""

    code: str
    message: str | Promise
    field: str


@dataclass(frozen=True)
class RightsAnswer:
    """The answer for one image, one audience, one instant.

    Units: `changes_at` is the next instant after the question at which the answer could differ without any edit.
    """

    allowed: bool
    reasons: tuple[RightsReason, ...]
    changes_at: datetime | None


@dataclass(frozen=True)
class RightsFacts:
    """What the answer needs beyond the image's own row, for a batch of images."""

    image_ids: frozenset[int]
    consents: Mapping[int, tuple[Consent, ...]] = field(default_factory=dict)
    restricted_collection_ids: frozenset[int] = frozenset()

    @classmethod
    def load(cls, image_ids: Iterable[int]) -> RightsFacts:
        """Read the facts of a batch of images: two queries, three where a collection is private."""
        ids = frozenset(image_ids)
        consents: dict[int, list[Consent]] = {}
        for consent in Consent.objects.filter(image_id__in=ids).order_by("pk"):
            consents.setdefault(consent.image_id, []).append(consent)
        return cls(ids, {pk: tuple(rows) for pk, rows in consents.items()}, restricted_collection_ids())


def rights_of(image: Image, *, audience: Audience, now: datetime, facts: RightsFacts | None = None) -> RightsAnswer:
    """Answer whether an audience may have an image at an instant, with every reason that speaks against it.

    Shape: no query when `facts` covers the image; `changes_at` may name an instant at which nothing changes after all.
    Errors: ValueError if `facts` was loaded without this image (a silent refusal would hide the mistake).
    """
    if facts is None:
        facts = RightsFacts.load([image.pk])
    elif image.pk not in facts.image_ids:
        raise ValueError(f"The rights facts do not cover image {image.pk}.")
    consents = facts.consents.get(image.pk, ())
    reasons = (
        *_reasons_of_row(image, audience, now),
        *_reasons_of_collection(image, facts),
        *_reasons_of_persons(image, audience, now, consents),
    )
    instants = [image.rights_from, image.rights_until]
    if image.persons == Persons.IDENTIFIED:
        for consent in consents:
            instants += [*_starts(consent), consent.consent_until, consent.revoked_at]
    later = [instant for instant in instants if instant is not None and instant > now]
    return RightsAnswer(allowed=not reasons, reasons=reasons, changes_at=min(later, default=None))


# What must be known of every image: field, code, sentence.
KNOWN = (
    ("holding", "holding-unknown", _("Nobody said how we hold it: answer the first question.")),
    ("author", "author-unknown", _("Its author is unknown: name who took it.")),
    ("credit", "credit-missing", _("It has no credit: write the line to show beside it.")),
    ("licence", "licence-unknown", _("Its licence is unknown: choose one.")),
    ("territory", "territory-unknown", _("Its territory is unknown: choose one.")),
)


def _reasons_of_row(image: Image, audience: Audience, now: datetime) -> Iterator[RightsReason]:
    if image.is_withdrawn:
        message = _("It was withdrawn. It stays hidden until “withdrawn” is unticked.")
        yield RightsReason("withdrawn", message, "is_withdrawn")
    for name, code, message in KNOWN:
        if not getattr(image, name):
            yield RightsReason(code, message, name)
    yield from _reasons_of_proof(image)
    for channel in CHANNELS[audience]:
        if not getattr(image, channel):
            yield RightsReason(channel.replace("may_", "not-for-"), CHANNEL_MESSAGES[channel], channel)
    if audience is Audience.OPEN and image.territory and image.territory != Territory.WORLD:
        message = _("Its rights hold in one territory only, and free reuse has no border: keep it to our partners.")
        yield RightsReason("territory-limited", message, "territory")
    if image.rights_from and now < image.rights_from:
        yield RightsReason("not-yet", _("Its rights have not begun: wait, or correct the date."), "rights_from")
    if image.rights_until and now >= image.rights_until:
        yield RightsReason("expired", _("Its rights have ended: renew the agreement, then the date."), "rights_until")


def _reasons_of_proof(image: Image) -> Iterator[RightsReason]:
    if image.holding in {Holding.ASSIGNMENT, Holding.LICENCE} and not (image.licence_proof or image.licence_proof_note):
        message = _("The agreement is missing: attach it, or note where it is kept.")
        yield RightsReason("proof-missing", message, "licence_proof")
    if image.holding == Holding.FREE and not (image.source_url or image.licence_proof or image.licence_proof_note):
        message = _("Nothing proves that it is free of rights: give the address of the page that says so.")
        yield RightsReason("source-missing", message, "source_url")


def _reasons_of_collection(image: Image, facts: RightsFacts) -> Iterator[RightsReason]:
    if image.collection_id in facts.restricted_collection_ids:
        message = _("Its collection is private: move it to a public collection, or lift the restriction.")
        yield RightsReason("collection-private", message, "collection")


def _reasons_of_persons(
    image: Image, audience: Audience, now: datetime, consents: tuple[Consent, ...]
) -> Iterator[RightsReason]:
    if image.persons == Persons.NOBODY:
        return
    if image.persons != Persons.IDENTIFIED:
        message = _("Nobody said whether people can be recognised: look at the photo and choose.")
        yield RightsReason("persons-unknown", message, "persons")
        return
    if not consents:
        message = _("Somebody can be recognised and no consent is recorded: add one for each person.")
        yield RightsReason("consent-missing", message, "persons")
        return
    by_person: dict[str, list[Consent]] = {}
    for consent in consents:
        by_person.setdefault(" ".join(consent.person.casefold().split()), []).append(consent)
    for rows in by_person.values():
        revoked_at = max((row.revoked_at for row in rows if row.revoked_at and row.revoked_at <= now), default=None)
        refusals = [_refusal(row, audience, now, revoked_at) for row in rows]
        # The newest row speaks for the person: it is the one to mend.
        if None not in refusals and refusals[-1] is not None:
            yield refusals[-1]


def _refusal(consent: Consent, audience: Audience, now: datetime, revoked_at: datetime | None) -> RightsReason | None:
    """Return why this consent does not cover this audience now, or None if it does.

    Shape: `revoked_at` is when the person last withdrew any consent for this photo; only a later signature counts then.
    """
    is_revoked = consent.revoked_at is not None and consent.revoked_at <= now
    if is_revoked or (revoked_at and consent.given_on and _midnight(consent.given_on) <= revoked_at):
        message = _("A person withdrew their consent: keep the photo hidden, or choose another.")
        return RightsReason("consent-revoked", message, "consents")
    if not consent.given_on or any(start > now for start in _starts(consent)):
        message = _("A consent is not given yet: record the date of the signature.")
        return RightsReason("consent-not-given", message, "consents")
    if consent.consent_until and now >= consent.consent_until:
        message = _("A consent has ended: ask the person again.")
        return RightsReason("consent-ended", message, "consents")
    if not (consent.proof or consent.proof_note):
        message = _("A consent has no proof: attach the signed form, or note where it is kept.")
        return RightsReason("consent-unproven", message, "consents")
    if consent.is_minor and not (
        consent.parent_1 and consent.parent_1_given_on and consent.parent_2 and consent.parent_2_given_on
    ):
        message = _("A minor needs the agreement of both parents, each with a name and a date.")
        return RightsReason("consent-parents", message, "consents")
    if not all(getattr(consent, channel) for channel in CHANNELS[audience]):
        message = _("A person did not agree to this use: ask them, or keep to the uses they agreed to.")
        return RightsReason("consent-use", message, "consents")
    return None


def _starts(consent: Consent) -> list[datetime]:
    """Return the instants from which the signatures of a consent count: midnight of their day, here."""
    days = [consent.given_on]
    if consent.is_minor:
        days += [consent.parent_1_given_on, consent.parent_2_given_on]
    return [_midnight(day) for day in days if day is not None]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def restricted_collection_ids() -> frozenset[int]:
    """Return the collections that are private by themselves or through an ancestor."""
    paths = list(CollectionViewRestriction.objects.values_list("collection__path", flat=True).distinct())
    if not paths:
        return frozenset()
    below = Q()
    for path in paths:
        below |= Q(path__startswith=path)
    return frozenset(Collection.objects.filter(below).values_list("pk", flat=True))
