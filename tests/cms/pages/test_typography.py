import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import mark_safe

from cms.pages.typography import french, french_html

N, B = "\u202f", "\u00a0"

TEXTS = [
    ("Bonjour !", f"Bonjour{N}!"),
    ("Bonjour!", f"Bonjour{N}!"),
    (f"Bonjour{B}!", f"Bonjour{N}!"),
    ("Vraiment ?!", f"Vraiment{N}?!"),
    ("un ; deux", f"un{N}; deux"),
    ("Note : lire", f"Note{B}: lire"),
    ("Note: lire", f"Note{B}: lire"),
    ("à 10:30", "à 10:30"),
    ("ratio 16:9 ;", f"ratio 16:9{N};"),
    ("« oui »", f"«{B}oui{B}»"),
    ("«oui»", f"«{B}oui{B}»"),
    ("« Quoi ? »", f"«{B}Quoi{N}?{B}»"),
    ("l'atelier d'Ivry", "l’atelier d’Ivry"),
    ("L'Haÿ-les-Roses", "L’Haÿ-les-Roses"),
    ("l'1 de mai", "l’1 de mai"),
    ("33 000 emplois", f"33{N}000 emplois"),
    ("1 250 000 €", f"1{N}250{N}000{B}€"),
    ("en 2024 300 personnes", "en 2024 300 personnes"),
    ("5 %", f"5{N}%"),
    ("voir https://a.fr/?q=1;b&c=d:e ?", f"voir https://a.fr/?q=1;b&c=d:e{N}?"),
    ("écrire à a.b@c.fr : merci", f"écrire à a.b@c.fr{B}: merci"),
    ("mailto:a@b.fr?subject=x", "mailto:a@b.fr?subject=x"),
    ("(oui!)", f"(oui{N}!)"),
    ("rien à changer.", "rien à changer."),
    ("", ""),
]
PAGES = [
    ("<p>Bonjour !</p>", f"<p>Bonjour{N}!</p>"),
    ("<p>Tom &amp; Léa ; eux</p>", f"<p>Tom &amp; Léa{N}; eux</p>"),
    ("<p>Oui&nbsp;! L&#x27;eau</p>", f"<p>Oui{N}! L’eau</p>"),
    ("<p>l'<em>eau</em> !</p>", f"<p>l’<em>eau</em>{N}!</p>"),
    ('<a href="https://x.fr/?a=1;b:c" title="Ah !">là</a>', '<a href="https://x.fr/?a=1;b:c" title="Ah !">là</a>'),
    ("<code>a ? b : c</code> ?", f"<code>a ? b : c</code>{N}?"),
    ("<pre><code>a !</code> b !</pre> c !", f"<pre><code>a !</code> b !</pre> c{N}!"),
    ("<p>à 10:30</p>", "<p>à 10:30</p>"),
]


class TestFrench:
    @pytest.mark.parametrize(("written", "expected"), TEXTS)
    def test_each_rule(self, written, expected):
        assert french(written) == expected

    @pytest.mark.parametrize(("written", "expected"), TEXTS)
    def test_twice_is_once(self, written, expected):
        assert french(expected) == expected


class TestFrenchHtml:
    @pytest.mark.parametrize(("written", "expected"), PAGES)
    def test_text_nodes_only(self, written, expected):
        assert french_html(written) == expected

    @pytest.mark.parametrize(("written", "expected"), PAGES)
    def test_twice_is_once(self, written, expected):
        assert french_html(expected) == expected


class TestFilter:
    def render(self, value, source="{{ value|typo }}"):
        return Template("{% load typography_tags %}" + source).render(Context({"value": value}))

    def test_it_follows_the_active_language(self):
        with translation.override("fr"):
            assert self.render("Oui !") == f"Oui{N}!"
        with translation.override("en"):
            assert self.render("Oui !") == "Oui !"

    def test_a_language_can_be_named(self):
        with translation.override("en"):
            assert self.render("Oui !", '{{ value|typo:"fr" }}') == f"Oui{N}!"

    def test_plain_text_is_escaped_and_html_is_not(self):
        with translation.override("fr"):
            assert self.render("<b> !") == f"&lt;b&gt;{N}!"
            assert self.render(mark_safe("<b>a</b> !")) == f"<b>a</b>{N}!"

    def test_nothing_is_nothing(self):
        with translation.override("fr"):
            assert self.render(None) == ""
