"""What is read from the file, and what is refused."""

import time
from pathlib import Path

import pytest

from news.wordpress.reader import BadExport, read_index, read_items
from tests.news.wordpress.exports import attachment, export, item, save


def read_one(tmp_path: Path, *items: str):
    return list(read_items(save(tmp_path, *items)))


class TestExport:
    def test_it_works(self, tmp_path: Path) -> None:
        path = save(
            tmp_path, item(5, title="Un four", terms=[("category", "energie", "Énergie")]), attachment(6, "four.jpg")
        )
        index = read_index(path)
        assert index.kinds == {"post": 1, "attachment": 1}
        assert index.authors == {"nadia": "Nadia Ferrand"}
        assert index.term_parents == {("category", "chaleur"): "energie"}
        assert index.attachments[6].url.endswith("/2019/03/four.jpg")
        first = next(read_items(path))
        assert (first.title, first.post_id, first.terms[0].name) == ("Un four", 5, "Énergie")

    def test_forbidden_characters_are_removed_and_counted(self, tmp_path: Path) -> None:
        path = tmp_path / "export.xml"
        source = export(item(1, "<p>avant\x0bapr\x1fès</p>")).replace("Bonjour", "")
        path.write_bytes(source.encode() + b"")
        index = read_index(path)
        assert next(read_items(path)).content == "<p>avantaprès</p>"
        assert len(index.repairs) == 1
        assert "2" in index.repairs[0]

    def test_a_forbidden_reference_cut_by_the_end_of_a_chunk_is_removed(self, tmp_path: Path) -> None:
        from news.wordpress import reader

        path = tmp_path / "export.xml"
        for shift in range(8):
            head = export(item(1, "<p>x</p>"))
            start = reader._CHUNK_BYTES - head.encode().index(b"<item>") - shift
            path.write_text(head.replace("<item>", " " * start + "&#x0B;<item>"), encoding="utf-8")
            assert read_index(path).kinds == {"post": 1}

    def test_another_encoding_is_believed(self, tmp_path: Path) -> None:
        path = tmp_path / "export.xml"
        path.write_bytes(
            export(item(1, title="Été")).replace("UTF-8", "ISO-8859-1").replace("Énergie", "E").encode("latin-1")
        )
        assert next(read_items(path)).title == "Été"

    def test_unreadable_bytes_are_replaced_and_counted(self, tmp_path: Path) -> None:
        path = tmp_path / "export.xml"
        path.write_bytes(export(item(1, title="Caf#")).encode().replace(b"Caf#", b"Caf\xe9"))
        assert next(read_items(path)).title == "Caf�"
        assert read_index(path).repairs

    def test_what_identifies_people_is_not_kept(self, tmp_path: Path) -> None:
        comment = (
            "<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_author>Léo</wp:comment_author>"
            "<wp:comment_author_email>leo@example.org</wp:comment_author_email>"
            "<wp:comment_author_IP>192.0.2.7</wp:comment_author_IP><wp:comment_content>Bravo</wp:comment_content></wp:comment>"
        )
        read = read_one(tmp_path, item(1, password="sesame-42", extra=comment))[0]
        assert read.is_protected
        assert read.comment_count == 1
        assert "Bravo" in read.raw
        for secret in ("sesame-42", "leo@example.org", "192.0.2.7"):
            assert secret not in read.raw

    def test_many_items_are_read_one_at_a_time(self, tmp_path: Path) -> None:
        path = save(tmp_path, *(item(n, "<p>mot</p>" * 50) for n in range(1, 300)))
        stream = read_items(path)
        assert next(stream).post_id == 1
        assert sum(1 for _ in stream) == 298


class TestRefusal:
    @pytest.mark.parametrize(
        ("content", "word"),
        [
            ("pas du xml", "XML"),
            ("", "XML"),
            ("<html><body>page</body></html>", "WXR"),
            ('<rss version="2.0"><channel><item><title>flux</title></item></channel></rss>', "WXR"),
            ('<rss version="2.0"><channel><title>flux</title></channel></rss>', "WXR"),
            ('<?xml version="1.0" encoding="klingon"?><rss/>', "klingon"),
        ],
    )
    def test_what_is_no_export_is_refused_in_one_sentence(self, tmp_path: Path, content: str, word: str) -> None:
        path = tmp_path / "export.xml"
        path.write_text(content)
        with pytest.raises(BadExport) as refused:
            read_index(path)
        assert word in str(refused.value)
        assert "\n" not in str(refused.value)

    def test_a_folder_or_nothing_is_refused(self, tmp_path: Path) -> None:
        for path in (tmp_path, tmp_path / "absent.xml"):
            with pytest.raises(BadExport):
                read_index(path)

    def test_a_cut_file_is_refused_before_anything_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "export.xml"
        path.write_text(export(item(1), item(2))[:-300])
        with pytest.raises(BadExport):
            read_index(path)

    @pytest.mark.parametrize(
        "declaration",
        [
            '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
            '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE rss SYSTEM "http://192.0.2.1/evil.dtd">',
        ],
    )
    def test_entities_are_refused_at_once(self, tmp_path: Path, declaration: str) -> None:
        path = tmp_path / "export.xml"
        path.write_text(export(item(1)).replace("<rss ", declaration + "<rss ", 1))
        started = time.monotonic()
        with pytest.raises(BadExport):
            read_index(path)
        assert time.monotonic() - started < 10
