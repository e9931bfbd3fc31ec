from bench.crowd import as_table, growing
from bench.table import Line


def test_queries_that_grow_with_the_learners_are_told():
    few = [Line("lesson", 20, queries=7), Line("statistics", 800, queries=26)]
    many = [Line("lesson", 20, queries=7), Line("statistics", 9000, queries=1026)]

    assert growing({30: few, 1000: few}) == []
    assert growing({30: few, 1000: many}) == [
        "The queries are not constant: statistics, by learners {30: 26, 1000: 1026}"
    ]


def test_each_row_begins_with_its_learners_and_ends_with_the_usual_wait():
    table = as_table({1000: [Line("lesson", 20, goal=18, stretch=10, queries=7, most_queries=6, seconds=0.25)]})

    row = table.splitlines()[-1]
    assert row.startswith("| 1,000 | lesson | **20.0** | 18.0 | 7 (at most 6) |")
    assert row.endswith("| 0.25 |")
