"""May this audience have this image now, and if not, why?"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Collection, CollectionViewRestriction

from cms.media.audiences import Audience
from cms.media.models import Consent, Image
from cms.media.rights import RightsFacts, rights_of
from tests.cms.media.pictures import RIGHTS, make_image

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=ZoneInfo("Europe/Paris"))
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
OPEN, PARTNERS, OWN = Audience.OPEN, Audience.PARTNERS, Audience.OWN
EVERYONE = {OPEN, PARTNERS, OWN}
NOBODY: set[Audience] = set()
CONSENT: dict[str, Any] = {
    "person": "Léa Roux",
    "may_site": True,
    "may_partners": True,
    "may_open": True,
    "given_on": date(2026, 1, 5),
    "proof_note": "Classeur bleu",
}

# What differs from full rights, who may have it, and the reasons the audience `open` gets.
RULES: list[tuple[str, dict[str, Any], set[Audience], list[str]]] = [
    ("full rights", {}, EVERYONE, []),
    ("holding unknown", {"holding": ""}, NOBODY, ["holding-unknown"]),
    ("author unknown", {"author": ""}, NOBODY, ["author-unknown"]),
    ("no credit", {"credit": ""}, NOBODY, ["credit-missing"]),
    ("licence unknown", {"licence": ""}, NOBODY, ["licence-unknown"]),
    ("territory unknown", {"territory": ""}, NOBODY, ["territory-unknown"]),
    ("one territory", {"territory": "france"}, {PARTNERS, OWN}, ["territory-limited"]),
    ("not for anyone", {"may_open": False}, {PARTNERS, OWN}, ["not-for-open"]),
    ("for our site only", {"may_open": False, "may_partners": False}, {OWN}, ["not-for-partners", "not-for-open"]),
    ("open without partners", {"may_partners": False}, {OWN}, ["not-for-partners"]),
    ("no channel of ours", {"may_site": False}, NOBODY, ["not-for-site"]),
    ("assigned without paper", {"holding": "assignment"}, NOBODY, ["proof-missing"]),
    ("assigned, paper noted", {"holding": "assignment", "licence_proof_note": "Contrat 12"}, EVERYONE, []),
    ("licensed, paper attached", {"holding": "licence", "licence_proof": "proofs/a.pdf"}, EVERYONE, []),
    ("free without source", {"holding": "free"}, NOBODY, ["source-missing"]),
    ("free with source", {"holding": "free", "source_url": "https://example.org/p"}, EVERYONE, []),
    ("withdrawn", {"is_withdrawn": True}, NOBODY, ["withdrawn"]),
    ("people not checked", {"persons": "unknown"}, NOBODY, ["persons-unknown"]),
    ("people without consent", {"persons": "identified"}, NOBODY, ["consent-missing"]),
    ("begins in a second", {"rights_from": NOW + SECOND}, NOBODY, ["not-yet"]),
    ("begins now", {"rights_from": NOW}, EVERYONE, []),
    ("ends in a second", {"rights_until": NOW + SECOND}, EVERYONE, []),
    ("ends now", {"rights_until": NOW}, NOBODY, ["expired"]),
    ("nothing known at all", dict.fromkeys(RIGHTS, ""), NOBODY, [
        "holding-unknown", "author-unknown", "credit-missing", "licence-unknown",
        "not-for-site", "not-for-partners", "not-for-open", "persons-unknown",
    ]),
]  # fmt: skip

# What differs from a full consent, who may have the image, and the reasons the audience `open` gets.
CONSENT_RULES: list[tuple[str, dict[str, Any], set[Audience], list[str]]] = [
    ("full consent", {}, EVERYONE, []),
    ("not for anyone", {"may_open": False}, {PARTNERS, OWN}, ["consent-use"]),
    ("our site only", {"may_open": False, "may_partners": False}, {OWN}, ["consent-use"]),
    ("no use", {"may_site": False}, NOBODY, ["consent-use"]),
    ("no date", {"given_on": None}, NOBODY, ["consent-not-given"]),
    ("signed today", {"given_on": NOW.date()}, EVERYONE, []),
    ("signed tomorrow", {"given_on": NOW.date() + DAY}, NOBODY, ["consent-not-given"]),
    ("no proof", {"proof_note": ""}, NOBODY, ["consent-unproven"]),
    ("ends now", {"consent_until": NOW}, NOBODY, ["consent-ended"]),
    ("ends in a second", {"consent_until": NOW + SECOND}, EVERYONE, []),
    ("revoked now", {"revoked_at": NOW}, NOBODY, ["consent-revoked"]),
    ("revoked in a second", {"revoked_at": NOW + SECOND}, EVERYONE, []),
    ("minor, no parent", {"is_minor": True}, NOBODY, ["consent-parents"]),
    ("minor, one parent", {"is_minor": True, "parent_1": "P", "parent_1_given_on": date(2026, 1, 5)}, NOBODY,
     ["consent-parents"]),
    ("minor, both parents", {"is_minor": True, "parent_1": "P", "parent_1_given_on": date(2026, 1, 5),
                             "parent_2": "Q", "parent_2_given_on": date(2026, 1, 6)}, EVERYONE, []),
]  # fmt: skip


def image(**fields: Any) -> Image:
    """Return an unsaved image with every right, but for the fields given."""
    return Image(**{"pk": 1, "collection_id": 1, **RIGHTS, **fields})


def facts(*consents: Consent, restricted: frozenset[int] = frozenset()) -> RightsFacts:
    """Return facts about image 1."""
    return RightsFacts(frozenset({1}), {1: consents}, restricted)


def consent(**fields: Any) -> Consent:
    """Return a full consent, but for the fields given."""
    return Consent(image_id=1, **{**CONSENT, **fields})


def allowed(of: Image, known: RightsFacts, now: datetime = NOW) -> set[Audience]:
    """Return the audiences that may have an image."""
    return {audience for audience in Audience if rights_of(of, audience=audience, now=now, facts=known).allowed}


def codes(of: Image, known: RightsFacts, audience: Audience = OPEN) -> list[str]:
    """Return the reasons an audience gets."""
    return [reason.code for reason in rights_of(of, audience=audience, now=NOW, facts=known).reasons]


class TestImageRules:
    @pytest.mark.parametrize(("name", "fields", "who", "why"), RULES, ids=[rule[0] for rule in RULES])
    def test_rule(self, name: str, fields: dict[str, Any], who: set[Audience], why: list[str]) -> None:
        assert allowed(image(**fields), facts()) == who
        assert codes(image(**fields), facts()) == why

    @pytest.mark.parametrize(("name", "fields", "who", "why"), RULES, ids=[rule[0] for rule in RULES])
    def test_audiences_are_nested(self, name: str, fields: dict[str, Any], who: set[Audience], why: list[str]) -> None:
        assert allowed(image(**fields), facts()) in (NOBODY, {OWN}, {OWN, PARTNERS}, EVERYONE)

    def test_every_reason_names_a_field_and_says_how_to_mend_it(self) -> None:
        known = {field.name for field in Image._meta.get_fields()}
        for _name, fields, _who, _why in RULES:
            for reason in rights_of(image(**fields), audience=OPEN, now=NOW, facts=facts()).reasons:
                assert reason.field in known
                assert len(str(reason.message)) > 30

    def test_facts_about_another_image_are_refused_loudly(self) -> None:
        with pytest.raises(ValueError, match="do not cover image 2"):
            rights_of(image(pk=2), audience=OWN, now=NOW, facts=facts())


class TestConsents:
    @pytest.mark.parametrize(("name", "fields", "who", "why"), CONSENT_RULES, ids=[rule[0] for rule in CONSENT_RULES])
    def test_rule(self, name: str, fields: dict[str, Any], who: set[Audience], why: list[str]) -> None:
        known = facts(consent(**fields))
        assert allowed(image(persons="identified"), known) == who
        assert codes(image(persons="identified"), known) == why

    def test_everybody_must_agree(self) -> None:
        known = facts(consent(), consent(person="Paul Roux", may_site=False))
        assert allowed(image(persons="identified"), known) == NOBODY

    def test_a_renewed_consent_replaces_an_ended_one(self) -> None:
        known = facts(consent(consent_until=NOW - DAY), consent(person=" léa  ROUX"))
        assert allowed(image(persons="identified"), known) == EVERYONE

    def test_a_withdrawal_ends_what_the_person_signed_before(self) -> None:
        known = facts(consent(), consent(given_on=date(2026, 2, 1), revoked_at=NOW - DAY))
        assert allowed(image(persons="identified"), known) == NOBODY
        assert codes(image(persons="identified"), known) == ["consent-revoked"]

    def test_a_person_may_agree_again_after_a_withdrawal(self) -> None:
        known = facts(consent(revoked_at=NOW - 3 * DAY), consent(given_on=(NOW - DAY).date()))
        assert allowed(image(persons="identified"), known) == EVERYONE

    def test_consents_do_not_matter_where_nobody_can_be_recognised(self) -> None:
        assert allowed(image(persons="nobody"), facts(consent(revoked_at=NOW))) == EVERYONE


class TestCollections:
    def test_a_private_collection_hides_from_everyone(self) -> None:
        known = facts(restricted=frozenset({1}))
        assert allowed(image(), known) == NOBODY
        assert codes(image(), known, OWN) == ["collection-private"]

    def test_privacy_of_an_ancestor_counts(self, db: None) -> None:
        parent = Collection.get_first_root_node().add_child(name="Presse")
        child = parent.add_child(name="Salon")
        photo = make_image(collection=child)
        assert allowed(photo, RightsFacts.load([photo.pk])) == EVERYONE
        restriction = CollectionViewRestriction.objects.create(collection=parent, restriction_type="groups")
        restriction.groups.add(Group.objects.create(name="Presse"))
        assert allowed(photo, RightsFacts.load([photo.pk])) == NOBODY

    def test_privacy_of_a_sibling_does_not(self, db: None) -> None:
        root = Collection.get_first_root_node()
        sibling, mine = root.add_child(name="A"), root.add_child(name="B")
        CollectionViewRestriction.objects.create(collection=sibling, restriction_type="login")
        photo = make_image(collection=mine)
        assert allowed(photo, RightsFacts.load([photo.pk])) == EVERYONE


class TestChangesAt:
    def test_nothing_to_come(self) -> None:
        assert rights_of(image(rights_until=NOW), audience=OWN, now=NOW, facts=facts()).changes_at is None

    @pytest.mark.parametrize(
        ("fields", "consents", "expected"),
        [
            ({"rights_from": NOW + DAY, "rights_until": NOW + 2 * DAY}, {}, NOW + DAY),
            ({"rights_from": NOW - DAY, "rights_until": NOW + 2 * DAY}, {}, NOW + 2 * DAY),
            ({"rights_until": NOW + 2 * DAY}, {"consent_until": NOW + DAY}, NOW + DAY),
            ({}, {"revoked_at": NOW + DAY}, NOW + DAY),
            ({}, {"given_on": date(2026, 11, 23)}, datetime(2026, 11, 23, tzinfo=ZoneInfo("Europe/Paris"))),
        ],
    )
    def test_is_the_next_instant(self, fields: dict[str, Any], consents: dict[str, Any], expected: datetime) -> None:
        photo = image(persons="identified", **fields)
        known = facts(consent(**consents))
        assert rights_of(photo, audience=OWN, now=NOW, facts=known).changes_at == expected

    def test_no_answer_changes_between_two_named_instants(self) -> None:
        photo = image(persons="identified", rights_from=NOW + DAY, rights_until=NOW + 5 * DAY)
        known = facts(consent(consent_until=NOW + 3 * DAY), consent(person="P", revoked_at=NOW + 4 * DAY))
        instant: datetime | None = NOW
        seen = []
        while instant is not None:
            answer = rights_of(photo, audience=OWN, now=instant, facts=known)
            before_next = (answer.changes_at or instant + 9 * DAY) - timedelta(microseconds=1)
            assert rights_of(photo, audience=OWN, now=before_next, facts=known).reasons == answer.reasons
            seen.append(answer.allowed)
            instant = answer.changes_at
        assert seen == [False, True, False, False, False]


class TestFacts:
    def test_a_batch_answers_as_single_questions_do(self, db: None) -> None:
        photos = [make_image(persons="identified"), make_image(), make_image(persons="identified")]
        Consent.objects.create(image=photos[0], **CONSENT)
        known = RightsFacts.load([photo.pk for photo in photos])
        for photo in photos:
            for audience in Audience:
                together = rights_of(photo, audience=audience, now=NOW, facts=known)
                assert together == rights_of(photo, audience=audience, now=NOW)
        assert [allowed(photo, known) for photo in photos] == [EVERYONE, EVERYONE, NOBODY]

    @pytest.mark.parametrize("count", [1, 5])
    def test_a_batch_costs_the_same_whatever_its_size(
        self, db: None, count: int, django_assert_num_queries: Any
    ) -> None:
        photos = [make_image() for _ in range(count)]
        CollectionViewRestriction.objects.create(
            collection=Collection.get_first_root_node().add_child(name="A"), restriction_type="login"
        )
        with django_assert_num_queries(3):
            known = RightsFacts.load([photo.pk for photo in photos])
        with django_assert_num_queries(0):
            for photo in photos:
                rights_of(photo, audience=OPEN, now=NOW, facts=known)
