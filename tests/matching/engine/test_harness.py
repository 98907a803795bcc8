from apps.matching.engine.harness import suggest

TRAITS = [(1, "school", "Oak"), (2, "school", "Oak"), (3, "artist", "Oak"), (4, "artist", "Elm"), (5, "artist", "Elm")]


def test_suggest_lists_the_best_first_and_nobody_already_tied() -> None:
    """1 knows 3, who knows 5, who knows 4; and went to school with 2."""
    answer = suggest([1, 2, 3, 4, 5], TRAITS, [(1, 3), (3, 5), (4, 5)], [], [1, 4], 2)

    assert answer == {1: [5, 2], 4: [3, 1]}


def test_suggest_takes_circles_for_shared_topics() -> None:
    assert suggest([1, 2, 3], [], [], [(7, 1), (7, 3), (8, 2)], [1], 1) == {1: [3]}


def test_suggest_stops_at_k() -> None:
    assert suggest([1, 2, 3], [], [], [(7, 1), (7, 2), (7, 3)], [3], 1) == {3: [1]}


def test_where_there_is_no_reason_those_come_whom_most_know() -> None:
    assert suggest([1, 2, 3, 4, 5], [], [(2, 3), (3, 4)], [], [1, 3], 3) == {1: [3, 2, 4], 3: [1, 5]}


def test_suggest_does_not_depend_on_the_order_of_rows() -> None:
    ties, circles = [(1, 3), (3, 5), (4, 5)], [(7, 1), (7, 3), (8, 2)]

    one = suggest([1, 2, 3, 4, 5], TRAITS, ties, circles, [1, 4], 3)
    other = suggest([5, 3, 4, 2, 1], TRAITS[::-1], [(b, a) for a, b in ties[::-1]], circles[::-1], [4, 1], 3)

    assert one == other


def test_nobody_is_asked_and_nobody_is_there() -> None:
    assert suggest([1, 2], [], [(1, 2)], [], [], 3) == suggest([], [], [], [], [], 3) == {}
    assert suggest([1], [(1, "school", "Oak")], [], [], [1], 3) == {}
