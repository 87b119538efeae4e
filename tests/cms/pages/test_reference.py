import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation

from cms.pages.reference import commune, commune_choices, communes, naf_choices, naf_division, naf_divisions


class TestCommunes:
    def test_there_are_47(self):
        assert len(communes()) == 47
        assert len({place.code for place in communes()}) == 47
        assert len({place.name for place in communes()}) == 47

    @pytest.mark.parametrize(
        ("code", "name"),
        [("94028", "Créteil"), ("94081", "Vitry-sur-Seine"), ("94038", "L’Haÿ-les-Roses"), ("94065", "Rungis")],
    )
    def test_names_and_codes_agree(self, code, name):
        assert commune(code).name == name

    def test_each_is_of_the_department_and_has_its_postcodes(self):
        for place in communes():
            assert place.code.startswith("94")
            assert place.postcodes
            assert all(len(postcode) == 5 and postcode.startswith("94") for postcode in place.postcodes)
            assert place.population > 1000

    def test_each_has_its_own_tile(self):
        tiles = {(place.tile_column, place.tile_row) for place in communes()}
        assert len(tiles) == 47
        assert min(column for column, _row in tiles) == 1
        assert min(row for _column, row in tiles) == 1

    def test_each_lies_within_the_department(self):
        for place in communes():
            assert 48.68 < place.latitude < 48.87, place
            assert 2.30 < place.longitude < 2.62, place

    def test_the_tiles_keep_north_above_south_and_west_before_east(self):
        def order(place, other):
            return (place.latitude > other.latitude) == (place.tile_row < other.tile_row)

        far = [(a, b) for a in communes() for b in communes() if abs(a.latitude - b.latitude) > 0.05]
        assert all(order(a, b) for a, b in far)
        wide = [(a, b) for a in communes() for b in communes() if b.longitude - a.longitude > 0.1]
        assert all(a.tile_column < b.tile_column for a, b in wide)

    def test_another_territory_brings_its_own_file(self, settings):
        settings.TERRITORY_DEPARTMENT = "77"
        with pytest.raises(ImproperlyConfigured, match=r"communes-77\.csv"):
            communes()

    def test_a_form_offers_them_with_their_postcodes(self):
        assert ("94068", "Saint-Maur-des-Fossés (94100, 94210)") in commune_choices()

    def test_an_unknown_code_is_none(self):
        assert commune("75056") is None


class TestNafDivisions:
    def test_there_are_88(self):
        assert len(naf_divisions()) == 88
        assert all(division.fr and division.en for division in naf_divisions())

    def test_labels_follow_the_language(self):
        assert naf_division("10").label("fr") == "Industries alimentaires"
        assert naf_division("10").label("en") == "Manufacture of food products"
        assert naf_division("04") is None

    def test_a_form_speaks_the_language_of_the_person_at_work(self):
        with translation.override("en"):
            assert ("24", "24 Manufacture of basic metals") in naf_choices()
        with translation.override("fr"):
            assert ("24", "24 Métallurgie") in naf_choices()
