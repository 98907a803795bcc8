from apps.matching.engine.harness import suggest

TRAITS = [(1, "school", "Oak"), (2, "school", "Oak"), (3, "artist", "Oak"), (4, "artist", "Elm"), (5, "artist", "Elm")]


def test_suggest_lists_the_best_first_and_nobody_already_tied() -> None:
    answer = suggest([1, 2, 3, 4, 5], TRAITS, [(1, 3), (3, 5), (4, 5)], [], [1, 4], 10)

    assert answer == {1: [5, 2], 4: [3]}


def test_suggest_takes_circles_for_shared_topics() -> None:
    assert suggest([1, 2, 3], [], [], [(7, 1), (7, 3), (8, 2)], [1, 2], 10) == {1: [3]}


def test_suggest_stops_at_k() -> None:
    assert suggest([1, 2, 3], [], [], [(7, 1), (7, 2), (7, 3)], [3], 1) == {3: [1]}
