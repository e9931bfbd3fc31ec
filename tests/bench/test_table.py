from bench.table import Line, markdown


def last_cell(line: Line) -> str:
    return markdown([line]).splitlines()[-1].rpartition(" | ")[2].removesuffix(" |")


def test_missed_goal_says_by_how_much():
    assert last_cell(Line("home", 6, goal=4, stretch=2)) == "2.00 (1.5 times the goal)"


def test_missed_goal_says_why_where_it_is_known():
    assert last_cell(Line("home", 6, goal=4, why="rendered anew")) == "2.00 (1.5 times the goal): rendered anew"
    assert last_cell(Line("home", 3, goal=4, why="rendered anew")) == "met"


def test_too_many_queries_are_a_miss_though_the_time_is_met():
    assert last_cell(Line("lesson", 6, goal=18, queries=9, most_queries=6)) == "3 queries"


def test_met_goal_says_whether_the_stretch_is_met_too():
    assert last_cell(Line("home", 3, goal=4, stretch=2)) == "met"
    assert last_cell(Line("home", 2, goal=4, stretch=2)) == "met, stretch too"


def test_row_without_a_goal_is_not_judged():
    assert last_cell(Line("my learning", 60)) == ""


def test_unit_stands_beside_every_figure_of_its_row():
    assert "| **2.50** s | 3.00 s |  | 1.90 s |" in markdown([Line("start", 2.5, " s", goal=3, plain=1.9)])
