"""HTML of WordPress, classic and made of blocks, as our blocks."""

import pytest

from cms.blocks.story import StoryBlock
from news.wordpress import story as story_module
from news.wordpress.convert import Converter
from news.wordpress.items import Attachment, ExportIndex
from news.wordpress.story import Story, StoryWriter
from news.wordpress.words import lost_words

SITE = "https://ancien.example.org"


def index() -> ExportIndex:
    known = ExportIndex(site_url=SITE)
    for number, name, parent in [
        (11, "four.jpg", 1),
        (12, "moule.jpg", 1),
        (13, "coulee-300x200.jpg", 0),
        (14, "son.mp3", 1),
    ]:
        url = f"{SITE}/wp-content/uploads/2019/03/{name}"
        known.add_attachment(Attachment(number, url, "", name, f"Légende {number}", f"Texte {number}", parent, 0))
    return known


def convert(source: str, *, has_files: bool = True) -> Story:
    conversion = Converter(index=index(), post_id=1).convert(source)
    writer = StoryWriter(
        key="k", title="Titre", image_id=lambda p: p.attachment.post_id if has_files and p.attachment else None
    )
    return writer.write(conversion)


def values(source: str, **options: bool) -> list[tuple[str, object]]:
    return [(block["type"], block["value"]) for block in convert(source, **options).blocks]


def codes(source: str, **options: bool) -> list[str]:
    return [issue.code for issue in convert(source, **options).issues]


def prose(source: str) -> str:
    return "".join(str(value) for kind, value in values(source) if kind == "rich_text")


class TestClassicText:
    def test_it_works(self) -> None:
        assert prose("Un.\n\nDeux.\nTrois.") == "<p>Un.</p><p>Deux.<br/>Trois.</p>"

    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("Un.\r\n\r\nDeux.", "<p>Un.</p><p>Deux.</p>"),
            ("Un.<br />\nDeux.", "<p>Un.<br/>Deux.</p>"),
            ("Un.<br><br>Deux.", "<p>Un.</p><p>Deux.</p>"),
            ("<p>Un\n\nDeux", "<p>Un</p><p>Deux</p>"),
            ("&nbsp;\n\nUn.", "<p>Un.</p>"),
            (
                "Avant\n<ul>\n<li>a</li>\n<li>b\n<ol><li>c</li></ol></li>\n</ul>\nAprès",
                "<p>Avant</p><ul><li>a</li><li>b<ol><li>c</li></ol></li></ul><p>Après</p>",
            ),
            ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
            ("<strong>Gras</strong> et <em>penché</em>", "<p><b>Gras</b> et <i>penché</i></p>"),
            ("H<sub>2</sub>O, m<sup>2</sup>", "<p>H<sub>2</sub>O, m<sup>2</sup></p>"),
            ("<span style='color:red'>Rouge</span>", "<p>Rouge</p>"),
            ("5 &lt; 6 &amp; 7 > 2 🔥 œuvre", "<p>5 &lt; 6 &amp; 7 &gt; 2 🔥 œuvre</p>"),
            ("<q>mots</q>", "<p>“mots”</p>"),
            ("<dl><dt>Four</dt><dd>Il chauffe.</dd></dl>", "<p><b>Four</b></p><p>Il chauffe.</p>"),
            ("<details><summary>Plus</summary>Suite</details>", "<p><b>Plus</b></p><p>Suite</p>"),
            ('<img class="wp-smiley" src="/x.png" alt=":-)"> Bon', "<p>:-) Bon</p>"),
        ],
    )
    def test_paragraphs_and_lists(self, source: str, expected: str) -> None:
        assert prose(source) == expected

    def test_preformatted_text_keeps_its_lines_and_columns(self) -> None:
        assert prose("<pre>a\n  b   c</pre>") == "<p>a<br/>\xa0\xa0b\xa0\xa0\xa0c</p>"

    def test_headings_fit_under_the_title_and_have_anchors_of_their_own(self) -> None:
        found = values("<h1>Un</h1><h6>Un</h6><h2>!!!</h2><h3></h3>")
        assert [(v["text"], v["level"], v["anchor"]) for _kind, v in found] == [  # type: ignore[index]
            ("Un", "2", ""),
            ("Un", "4", "un-2"),
            ("!!!", "2", "partie-2"),
        ]

    def test_a_quotation_has_its_speaker(self) -> None:
        assert values("<blockquote><p>On répare.</p><cite>Léa</cite></blockquote>") == [
            ("pull_quote", {"text": "On répare.", "speaker": "Léa", "role": ""})
        ]

    def test_a_long_quotation_becomes_paragraphs(self) -> None:
        source = "<blockquote>" + "mot " * 200 + "</blockquote>"
        assert [kind for kind, _value in values(source)] == ["rich_text"]
        assert "quote" in codes(source)

    def test_links_are_made_absolute_and_unsafe_ones_are_removed(self) -> None:
        source = (
            '<a href="/contact/">a</a> <a href="javascript:alert(1)">b</a> '
            '<a href="#n1">c</a> <a href="mailto:x@example.org">d</a>'
        )
        assert prose(source) == f'<p><a href="{SITE}/contact/">a</a> b c <a href="mailto:x@example.org">d</a></p>'
        assert codes(source) == ["link"]

    def test_a_table_of_data_stays_one(self) -> None:
        source = (
            "<table><caption>Fours</caption><tr><th>Nom</th><th>Âge</th></tr>"
            "<tr><td>Léa</td><td>3</td></tr><tr><td colspan=2>fin</td></tr></table>"
        )
        kind, value = values(source)[0]
        assert kind == "table"
        assert [c["heading"] for c in value["columns"]] == ["Nom", "Âge"]  # type: ignore[index]
        assert value["rows"] == [{"values": ["Léa", "3"]}, {"values": ["fin", ""]}]  # type: ignore[index]

    def test_a_table_of_layout_is_flattened_and_listed(self) -> None:
        source = "<table><tr><td><h2>Titre</h2><p>Texte</p></td><td>Côté</td></tr></table>"
        assert [kind for kind, _value in values(source)] == ["heading", "rich_text"]
        assert codes(source) == ["table"]


class TestPictures:
    def test_a_picture_is_found_by_number_and_by_address_in_any_size(self) -> None:
        for source in (
            '<img class="wp-image-11" src="https://cdn.example.net/x.jpg" alt="Un four">',
            f'<img src="{SITE}/wp-content/uploads/2019/03/four-300x200.jpg" alt="Un four">',
            f'<img data-src="{SITE}/wp-content/uploads/2019/03/four.jpg" src="data:image/gif;base64,R0" alt="Un four">',
        ):
            assert values(source) == [("photo", {"image": 11, "alt": "Un four", "caption": ""})], source

    def test_a_name_that_ends_in_a_size_is_a_picture_of_its_own(self) -> None:
        source = f'<img src="{SITE}/wp-content/uploads/2019/03/coulee-300x200.jpg">'
        assert values(source)[0][1]["image"] == 13  # type: ignore[index]

    def test_captions_of_every_kind(self) -> None:
        image = '<img class="wp-image-11" src="x.jpg" alt="">'
        for source in (
            f'[caption id="attachment_11" width="3"]{image} Le four[/caption]',
            f'[caption id="attachment_11" caption="Le four"]<a href="/x">{image}</a>[/caption]',
            f"<figure>{image}<figcaption>Le <em>four</em></figcaption></figure>",
            f'<div class="wp-caption">{image}<p class="wp-caption-text">Le four</p></div>',
            f'<dl class="wp-caption"><dt>{image}</dt><dd class="wp-caption-dd">Le four</dd></dl>',
        ):
            assert values(source) == [("photo", {"image": 11, "alt": "", "caption": "Le four"})], source

    def test_a_picture_without_file_is_listed_and_its_caption_stays(self) -> None:
        source = '[caption id="attachment_11"]<img class="wp-image-11" src="x.jpg"> Le four[/caption]'
        assert values(source, has_files=False) == [("rich_text", "<p><i>Le four</i></p>")]
        assert codes(source, has_files=False) == ["picture"]

    def test_galleries_of_every_kind(self) -> None:
        for source in (
            '[gallery ids="12,11"]',
            '<!-- wp:gallery --><figure class="wp-block-gallery"><ul class="blocks-gallery-grid">'
            '<li class="blocks-gallery-item"><figure><img data-id="12" src="a"></figure></li>'
            '<li class="blocks-gallery-item"><figure><img data-id="11" src="b"></figure></li>'
            "</ul></figure><!-- /wp:gallery -->",
        ):
            kind, value = values(source)[0]
            assert kind == "gallery"
            assert [photo["value"]["image"] for photo in value["photos"]] == [12, 11]  # type: ignore[index]

    def test_a_bare_gallery_shows_what_is_attached(self) -> None:
        _kind, value = values("[gallery]")[0]
        assert [photo["value"]["caption"] for photo in value["photos"]] == ["Légende 11", "Légende 12"]  # type: ignore[index]

    def test_a_gallery_of_one_is_a_photo_and_of_many_is_several(self) -> None:
        assert values('[gallery ids="11"]')[0][0] == "photo"
        many = values('[gallery ids="' + ",".join(["11", "12"] * 10 + ["11"]) + '"]')
        assert [len(value["photos"]) for _kind, value in many] == [19, 2]  # type: ignore[index]

    def test_a_picture_in_a_sentence_does_not_cut_it(self) -> None:
        found = values('Une <img class="wp-image-11" src="x"> phrase.')
        assert [kind for kind, _value in found] == ["rich_text", "photo"]

    def test_a_counting_pixel_is_left_out_and_listed(self) -> None:
        assert codes('Mot <img src="https://t.example.net/p.gif" width="1" height="1">') == ["tracker"]


class TestEmbeds:
    @pytest.mark.parametrize(
        "source",
        [
            "http://www.youtube.com/watch?v=abcdefghijk",
            "[embed]https://www.youtube.com/watch?v=abcdefghijk[/embed]",
            "[youtube abcdefghijk]",
            '<iframe src="//www.youtube.com/embed/abcdefghijk?rel=0"></iframe>',
            '<p><iframe src="https://www.youtube-nocookie.com/embed/abcdefghijk"></iframe></p>',
            '<!-- wp:embed {"url":"https://www.youtube.com/watch?v=abcdefghijk"} --><figure class="wp-block-embed">'
            '<div class="wp-block-embed__wrapper">\nhttps://www.youtube.com/watch?v=abcdefghijk\n</div></figure>'
            "<!-- /wp:embed -->",
        ],
    )
    def test_a_video_is_shown_with_a_transcript_to_write(self, source: str) -> None:
        (kind, value), *rest = values(source)
        assert (kind, rest) == ("video", [])
        assert value["url"] == "https://www.youtube.com/watch?v=abcdefghijk"  # type: ignore[index]
        assert value["transcript"]  # type: ignore[index]
        assert codes(source) == ["transcript"]

    @pytest.mark.parametrize(
        ("source", "address"),
        [
            ("https://twitter.com/x/status/1", "https://twitter.com/x/status/1"),
            (
                '<iframe src="https://carte.example.net/?a=1&amp;b=2"></iframe>',
                "https://carte.example.net/?a=1&amp;b=2",
            ),
            (f"[audio src='{SITE}/son.mp3']", f"{SITE}/son.mp3"),
            (f'<video src="{SITE}/film.mov"></video>', f"{SITE}/film.mov"),
            ('<object data="https://carte.example.net/x.swf"></object>', "https://carte.example.net/x.swf"),
        ],
    )
    def test_anything_else_becomes_a_listed_link(self, source: str, address: str) -> None:
        assert f'href="{address}"' in prose(source)
        assert codes(source) in (["embed"], ["file"])

    def test_an_address_in_a_sentence_stays_text(self) -> None:
        assert prose("Voir https://twitter.com/x/status/1 ici") == "<p>Voir https://twitter.com/x/status/1 ici</p>"


class TestShortcodes:
    def test_an_unknown_one_is_listed_with_its_source_and_its_words_stay(self) -> None:
        story = convert('Avant [bouton lien="/x"]Les <b>mots</b>[/bouton] après [contact-form-7 id="3"]')
        assert [i.code for i in story.issues] == ["shortcode", "shortcode"]
        assert story.issues[0].source.startswith("[bouton")
        assert "Les <b>mots</b>" in story.blocks[0]["value"]

    def test_brackets_that_are_words_stay_words(self) -> None:
        assert prose("Il dit [sic] et [[gallery]] et [1].") == "<p>Il dit [sic] et [gallery] et [1].</p>"
        assert codes("Il dit [sic].") == []

    def test_code_that_shows_shortcodes_is_left_alone(self) -> None:
        assert '[slider id="2"]' in prose('<pre>[slider id="2"]</pre>')


class TestBlocks:
    def test_blocks_with_saved_html_are_read(self) -> None:
        source = (
            '<!-- wp:columns --><div class="wp-block-columns"><!-- wp:column --><div class="wp-block-column">'
            "<!-- wp:paragraph -->\n<p>Un\ndeux</p>\n<!-- /wp:paragraph --></div><!-- /wp:column --></div>"
            "<!-- /wp:columns -->"
            '<!-- wp:buttons --><div class="wp-block-buttons"><!-- wp:button --><div class="wp-block-button">'
            '<a class="wp-block-button__link" href="https://example.org/">Lire</a></div><!-- /wp:button --></div>'
            "<!-- /wp:buttons -->"
        )
        assert prose(source) == '<p>Un deux</p><p><a href="https://example.org/">Lire</a></p>'
        assert codes(source) == []

    def test_blocks_made_at_each_visit_are_listed_once_each(self) -> None:
        story = convert(
            '<!-- wp:latest-posts /--><!-- wp:search {"label":"x"} /--><!-- wp:search /-->'
            '<ul><!-- wp:social-link {"url":"#"} /--></ul>'
        )
        assert [issue.code for issue in story.issues] == ["block"] * 3
        assert story.blocks == []

    def test_blocks_of_extensions_are_listed_and_their_html_read(self) -> None:
        source = "<!-- wp:acme/box --><div><p>Mots</p></div><!-- /wp:acme/box -->"
        assert prose(source) == "<p>Mots</p>"
        assert codes(source) == ["block"]

    def test_a_reusable_block_is_read_where_it_is_used(self) -> None:
        known = index()
        known.patterns[77] = "<!-- wp:paragraph --><p>Commun</p><!-- /wp:paragraph -->"
        known.patterns[78] = '<!-- wp:block {"ref":78} /-->'
        found = Converter(index=known, post_id=1).convert(
            '<!-- wp:block {"ref":77} /--><!-- wp:block {"ref":78} /--><!-- wp:block {"ref":9} /-->'
        )
        assert [piece.html for piece in found.pieces] == ["<p>Commun</p>"]  # type: ignore[union-attr]
        assert [issue.code for issue in found.issues] == ["pattern", "pattern"]

    def test_classic_text_between_blocks_keeps_its_line_breaks(self) -> None:
        assert (
            prose("<!-- wp:paragraph --><p>Un</p><!-- /wp:paragraph -->\n\nDeux\ntrois")
            == "<p>Un</p><p>Deux<br/>trois</p>"
        )

    def test_pages_and_the_teaser(self) -> None:
        conversion = Converter(index=index()).convert("Avant.\n<!--more-->\nAprès.\n<!--nextpage-->\nFin.")
        assert conversion.teaser == "Avant."
        assert [issue.code for issue in conversion.issues] == ["nextpage"]


class TestSafety:
    HOSTILE = (
        "<script>alert('non')</script><p onclick='x()'>Mot <a href='data:text/html,x' onmouseover='y()'>lien</a></p>"
        "<style>p{color:red}</style><form action='/x'><input value='champ'><label>Nom</label></form>"
        "<svg><script>z()</script></svg>"
        "<object data='javascript:alert(1)'></object><math><mtext></p><img src=x onerror=alert(1)></math>"
    )

    def test_nothing_unsafe_enters_and_all_of_it_is_listed(self) -> None:
        story = convert(self.HOSTILE)
        written = story.as_json()
        for unsafe in ("script", "onclick", "onerror", "javascript:", "data:", "<form", "<style", "<svg", "alert"):
            assert unsafe not in written
        assert "Mot" in written
        assert {"unsafe", "form", "link"} <= {issue.code for issue in story.issues}

    @pytest.mark.parametrize(
        "source",
        [
            "<p",
            "<<<>>>",
            "<table><tr>",
            "[caption]",
            "[caption id='x'",
            "<!-- wp:",
            "\x00",
            "<a href='http://[bad'>x</a>",
            "<img>",
            "<figure>",
            "[gallery ids='x']",
            "<ul><p>a</ul>",
            "]]>",
        ],
    )
    def test_broken_markup_never_stops_the_reading(self, source: str) -> None:
        assert isinstance(convert(source), Story)

    def test_deep_nesting_never_stops_the_reading(self) -> None:
        assert "mot" in prose("<div>" * 400 + "mot" + "</div>" * 400)


class TestWholeness:
    EVERYTHING = """Début du texte avec <b>gras</b>.

[caption id="attachment_11" width="3"]<img class="wp-image-11" src="x.jpg"> Légende <a href="/l">liée</a>[/caption]
<h2>Titre <em>fort</em></h2>
<blockquote><p>Parole dite.</p><cite>Quelqu’un</cite></blockquote>
<ul><li>Premier<ul><li>Dedans</li></ul></li><li><p>Second</p><img class="wp-image-12" src="y"></li></ul>
<table><tr><td>Case</td><td>Autre <b>case</b></td></tr></table>
[boite titre="x"]Enclos [boite2 a="b"]profond[/boite2][/boite]
<pre>code   ici</pre><address>Rue<br>Ville</address><dl><dt>Mot</dt><dd>Sens</dd></dl>
<div>Un<p>Deux</p>Trois</div> https://twitter.com/x/status/1

Fin."""

    def test_no_visible_word_is_lost(self) -> None:
        for has_files in (True, False):
            assert lost_words(self.EVERYTHING, convert(self.EVERYTHING, has_files=has_files).words()) == []

    def test_a_lost_word_would_be_noticed(self) -> None:
        assert lost_words("<p>un deux deux</p>", ["<p>un deux</p>"]) == ["deux"]

    def test_the_story_is_one_that_an_editor_can_save(self) -> None:
        block = StoryBlock(required=False)
        story = convert(self.EVERYTHING + "\n\nhttps://vimeo.com/12345\n\n<h2>Titre fort</h2>", has_files=False)
        block.clean(block.to_python(story.blocks))

    def test_the_limits_are_those_of_the_blocks(self) -> None:
        children = StoryBlock().child_blocks
        fields = {
            "HEADING_LENGTH": children["heading"].child_blocks["text"],
            "QUOTE_LENGTH": children["pull_quote"].child_blocks["text"],
            "SPEAKER_LENGTH": children["pull_quote"].child_blocks["speaker"],
            "CAPTION_LENGTH": children["photo"].child_blocks["caption"],
            "ALT_LENGTH": children["photo"].child_blocks["alt"],
            "TITLE_LENGTH": children["gallery"].child_blocks["title"],
            "VIDEO_TITLE_LENGTH": children["video"].child_blocks["title"],
            "CELL_LENGTH": children["table"].child_blocks["text"],
        }
        for name, field in fields.items():
            assert getattr(story_module, name) == field.field.max_length, name
        assert children["gallery"].child_blocks["photos"].meta.max_num == story_module.GALLERY_SIZE

    def test_the_rich_text_is_what_the_editor_keeps(self) -> None:
        from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

        from cms.blocks.text import RICH_TEXT_FEATURES
        from news.wordpress.words import words_of

        written = prose(self.EVERYTHING)
        editor = ContentstateConverter(features=RICH_TEXT_FEATURES)
        again = editor.to_database_format(editor.from_database_format(written))
        assert words_of(again) == words_of(written)
        assert again.count("<b>") == written.count("<b>")
        assert again.count("<li") == written.count("<li")
