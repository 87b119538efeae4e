"""Marks of charts: in their place, with a scale that holds zero."""

from __future__ import annotations

import pytest

from cms.pages.charts import draw, nice_ticks


class TestNiceTicks:
    @pytest.mark.parametrize(
        ("low", "high", "expected"),
        [(0, 10, [0, 5, 10]), (0, 12400, [0, 5000, 10000, 15000]), (-3, 7, [-5, 0, 5, 10]), (0, 0, [0])],
    )
    def test_are_round_and_span_the_range(self, low: float, high: float, expected: list[float]) -> None:
        assert nice_ticks(low, high) == pytest.approx(expected)


class TestDraw:
    def test_the_largest_bar_fills_the_width(self) -> None:
        chart = draw("bars", ["Emplois"], [("Vitry", [200.0]), ("Orly", [50.0])])
        assert [(mark.x, mark.width) for mark in chart.marks] == [(0, 100), (0, 25)]

    def test_a_negative_bar_ends_where_the_others_begin(self) -> None:
        chart = draw("bars", ["Solde"], [("2024", [-50.0]), ("2025", [150.0])])
        assert [(mark.x, mark.width) for mark in chart.marks] == [(0, 25), (25, 75)]

    def test_columns_stand_on_zero_and_stay_inside(self) -> None:
        chart = draw("columns", ["a", "b"], [("2024", [10.0, 4.0]), ("2025", [2.0, 8.0])])
        assert all(mark.top + mark.height == pytest.approx(chart.zero, abs=0.02) for mark in chart.marks)
        assert all(mark.x >= 0 and mark.x + mark.width <= 100 for mark in chart.marks)

    def test_a_missing_number_leaves_a_gap_in_the_line(self) -> None:
        chart = draw("line", ["a"], [("1", [1.0]), ("2", [None]), ("3", [3.0])])
        assert [mark.label for mark in chart.marks] == ["1", "3"]
        assert [mark.next_x for mark in chart.marks] == [None, None]

    def test_nothing_but_zeros_can_be_drawn(self) -> None:
        assert [mark.width for mark in draw("bars", ["a"], [("1", [0.0])]).marks] == [0]

    def test_many_categories_are_not_all_written(self) -> None:
        chart = draw("columns", ["a"], [(str(year), [1.0]) for year in range(1990, 2020)])
        assert 5 <= len(chart.labelled) <= 8
