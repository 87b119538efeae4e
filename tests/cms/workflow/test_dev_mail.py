"""`/dev/mail/`: the mails of development in the browser, and nothing of the kind in production."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import include, path, reverse

from cms import dev_mail
from cms.urls import urlpatterns as house_patterns

urlpatterns = [path("dev/mail/", include(dev_mail, namespace="dev_mail")), *house_patterns]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.DEMO_ALLOWED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


@pytest.fixture
def client() -> Client:
    return Client()


def write(subject: str = "À relire : Portes ouvertes", **fields: Any) -> None:
    message = EmailMultiAlternatives(subject, "Texte : é", "a@exemple.fr", ["remi@exemple.fr"], **fields)
    message.attach_alternative(
        "<html><head></head><body><h1>Bonjour é</h1><script>1</script></body></html>", "text/html"
    )
    message.attach("reçu.pdf", b"%PDF-1.7", "application/pdf")
    message.send()


class TestDevMail:
    def test_it_works(self, folder: Path, client: Client) -> None:
        write()
        html = client.get(reverse("dev_mail:list")).content.decode()
        assert "À relire : Portes ouvertes" in html
        (found,) = dev_mail.mails()
        detail = client.get(reverse("dev_mail:detail", args=[found.key])).content.decode()
        assert "Texte : é" in detail
        assert "remi@exemple.fr" in detail
        assert "reçu.pdf" in detail
        assert 'sandbox="allow-popups' in detail

    def test_newest_first(self, folder: Path, client: Client) -> None:
        write("Ancien", headers={"Date": "Mon, 16 Nov 2026 08:00:00 +0100"})
        write("Nouveau", headers={"Date": "Tue, 17 Nov 2026 08:00:00 +0100"})
        assert [mail.subject for mail in dev_mail.mails()] == ["Nouveau", "Ancien"]

    def test_times_are_those_of_the_house(self, folder: Path, client: Client) -> None:
        write(headers={"Date": "Mon, 16 Nov 2026 08:00:00 -0000"})
        write(headers={"Date": "Mon, 16 Nov 2026 09:30:00 +0000"})
        html = client.get(reverse("dev_mail:list")).content.decode()
        assert html.index("16 novembre 2026, 10:30") < html.index("16 novembre 2026, 09:00")

    def test_html_runs_no_script(self, folder: Path, client: Client) -> None:
        write()
        response = client.get(reverse("dev_mail:html", args=[dev_mail.mails()[0].key]))
        assert "Bonjour é" in response.content.decode()
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert "allow-scripts" not in response["Content-Security-Policy"]
        assert response["X-Frame-Options"] == "SAMEORIGIN"

    def test_attachments_are_files_to_save(self, folder: Path, client: Client) -> None:
        write()
        key = dev_mail.mails()[0].key
        response = client.get(reverse("dev_mail:attachment", args=[key, 0]))
        assert response.content == b"%PDF-1.7"
        assert response["Content-Disposition"] == 'attachment; filename="attachment-1.pdf"'
        assert client.get(reverse("dev_mail:attachment", args=[key, 7])).status_code == 404

    def test_an_empty_folder_says_what_to_do(self, folder: Path, client: Client) -> None:
        assert client.get(reverse("dev_mail:list")).status_code == 200

    @pytest.mark.parametrize("key", ["..", "%2e%2e%2fsecret", "secret.log", "../secret", "0" * 24])
    def test_no_address_names_a_file(self, folder: Path, client: Client, key: str) -> None:
        folder.mkdir()
        (folder.parent / "secret.log").write_text("Subject: secret\n\nsecret")
        (folder / "lien.log").symlink_to(folder.parent / "secret.log")
        assert client.get(f"/dev/mail/{key}/").status_code == 404
        assert dev_mail.mails() == []

    def test_is_not_there_outside_development(self, folder: Path, client: Client, settings: Any) -> None:
        write()
        settings.DEBUG, settings.DEMO_ALLOWED = False, False
        key = dev_mail.mails()[0].key
        for name, args in (("list", []), ("detail", [key]), ("html", [key]), ("attachment", [key, 0])):
            assert client.get(reverse(f"dev_mail:{name}", args=args)).status_code == 404

    def test_is_not_there_where_mails_really_leave(self, folder: Path, client: Client, settings: Any) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        assert client.get(reverse("dev_mail:list")).status_code == 404

    def test_is_kept_by_nobody(self, folder: Path, client: Client) -> None:
        response = client.get(reverse("dev_mail:list"))
        assert response["Cache-Control"] == "no-store"
        assert "noindex" in response["X-Robots-Tag"]
        assert client.post(reverse("dev_mail:list")).status_code == 405
