"""The whole way of wagtail-localize, with a story of every kind of words."""

import pytest
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from ambassadors.models import AmbassadorPage
from cms.feed import selectors
from cms.feed.transaction import editorial_transaction
from cms.media.audiences import Audience
from tests import factories

STORY = [
    ("heading", {"text": "Un four", "level": "2", "anchor": ""}),
    ("rich_text", '<p>On coule <a href="https://example.org/">à la main</a>.</p>'),
    ("question_answer", {"question": "Pourquoi ?", "answer": "<p>Parce que.</p>"}),
    (
        "table",
        {
            "columns": [{"type": "text", "heading": "Commune"}, {"type": "number", "heading": "Emplois"}],
            "rows": [{"values": ["Partout", 12.0]}],
            "caption": "Nos emplois",
        },
    ),
    (
        "steps",
        {"title": "", "steps": [{"title": "Le moulage", "text": "<p>Le sable.</p>", "photo": {"image": None}}] * 2},
    ),
]


def english_of(page):
    """Translate every segment by putting EN in front, as a translator would in the editor."""
    english = factories.locale("en")
    factories.translate(page.get_parent().specific, "en")
    with editorial_transaction():
        if page.cohort:
            factories.cohort(language="en", slug="pioneers", translation_key=page.cohort.translation_key)
        source, _created = TranslationSource.update_or_create_from_instance(page)
        translation = Translation.objects.create(source=source, target_locale=english)
        for segment in source.stringsegment_set.select_related("string", "context"):
            text = segment.string.data
            StringTranslation.objects.create(
                translation_of=segment.string,
                locale=english,
                context=segment.context,
                data=f"en-{text}" if segment.context.path == "slug" else f"EN {text}",
            )
        # Not publish=True: wagtail-localize (1.14.5) then publishes on commit, outside this transaction.
        translation.save_target(publish=False)
    return factories.publish(AmbassadorPage.objects.get(translation_key=page.translation_key, locale=english))


@pytest.mark.django_db
class TestPortraitInEnglish:
    def test_it_works(self):
        page = factories.ambassador(
            company_name="Fonderie Ferrand",
            siret="73282932000074",
            leader_name="Nadia Ferrand",
            internal_note="MARKER",
            cohort=factories.cohort(),
            tags=("bronze",),
            commitments=(("local-hiring", "Neuf sur douze."),),
            story=STORY,
        )
        english = selectors.document_for_page(english_of(page), Audience.OPEN)
        assert english["title"] == f"EN {page.title}"
        assert english["company"]["name"] == "Fonderie Ferrand"
        assert english["company"]["siret"] == "73282932000074"
        assert english["leader"] == {"name": "Nadia Ferrand", "role": "EN fondatrice"}
        assert english["made_here"].startswith("EN ")
        assert english["commitments"][0]["evidence"] == "EN Neuf sur douze."
        assert english["cohort"]["name"] == "Les vingt premiers"
        assert [tag["slug"] for tag in english["tags"]] == ["bronze"]
        heading, text, exchange, table, steps = (block["value"] for block in english["body"])
        assert heading["text"] == "EN Un four"
        assert text.startswith("<p>EN On coule")
        assert exchange["question"].startswith("EN ")
        assert (table["caption"], table["columns"][0]["heading"]) == ("EN Nos emplois", "EN Commune")
        assert table["rows"] == [["EN Partout", 12.0]]
        assert [step["title"] for step in steps["steps"]] == ["EN Le moulage"] * 2

    def test_notes_numbers_and_names_are_no_text_to_translate(self):
        page = factories.ambassador(internal_note="MARKER", company_name="Ferrand", siret="73282932000074")
        with editorial_transaction():
            source, _created = TranslationSource.update_or_create_from_instance(page)
        paths = set(source.stringsegment_set.values_list("context__path", flat=True))
        assert not paths & {"internal_note", "company_name", "siren", "siret", "leader_name", "audience"}
        assert {"title", "slug", "summary", "made_here"} <= paths
