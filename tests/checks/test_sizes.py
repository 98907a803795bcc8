from intro_net.checks.sizes import FILE, FUNCTION, findings


def test_sizes_long_file_is_found() -> None:
    found = list(findings("apps/x.py", "x = 1\n" * (FILE + 1)))

    assert [(one.path, one.line) for one in found] == [("apps/x.py", 1)]


def test_sizes_long_function_is_found_where_it_begins() -> None:
    text = "\n\nasync def long():\n" + "    x = 1\n" * FUNCTION

    assert [one.line for one in findings("apps/x.py", text)] == [3]


def test_sizes_at_the_limit_are_fine() -> None:
    function = "def long():\n" + "    x = 1\n" * (FUNCTION - 1)

    assert list(findings("apps/x.py", function + "x = 1\n" * (FILE - FUNCTION))) == []
