"""The two languages and a French first page, so that a fresh database is a valid site."""

from django.conf import settings
from django.db import migrations
from django.db.models import F
from django.utils import timezone

ROOT_PATH = "0001"
TITLE = "Accueil"


def create_first_page(apps, schema_editor):
    ContentType = apps.get_model("contenttypes.ContentType")
    Locale = apps.get_model("wagtailcore.Locale")
    Page = apps.get_model("wagtailcore.Page")
    Site = apps.get_model("wagtailcore.Site")
    HomePage = apps.get_model("home.HomePage")

    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in ("fr", "en")}
    default = locales.get(settings.LANGUAGE_CODE) or Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)[0]

    root = Page.objects.get(path=ROOT_PATH)
    # Wagtail's welcome page, if nobody has touched it.
    welcome = Page.objects.filter(depth=2, slug="home", content_type__model="page").first()
    if welcome is not None:
        Site.objects.filter(root_page=welcome).delete()
        welcome.delete()
        Page.objects.filter(pk=root.pk).update(numchild=F("numchild") - 1)
    if Page.objects.filter(depth=2).exists():
        return

    content_type, _created = ContentType.objects.get_or_create(model="homepage", app_label="home")
    now = timezone.now()
    home = HomePage.objects.create(
        title=TITLE,
        draft_title=TITLE,
        slug="accueil",
        content_type=content_type,
        path=f"{ROOT_PATH}0001",
        depth=2,
        numchild=0,
        url_path="/accueil/",
        locale=default,
        live=True,
        has_unpublished_changes=False,
        first_published_at=now,
        last_published_at=now,
    )
    Page.objects.filter(pk=root.pk).update(numchild=F("numchild") + 1)
    Site.objects.create(hostname="localhost", port=80, root_page_id=home.pk, is_default_site=True, site_name="")


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    # Going back keeps the page: it may hold work by then.
    operations = [migrations.RunPython(create_first_page, migrations.RunPython.noop)]
