import pytest

from apps.profiles.plain_words import NotPlain, has_link, refuse_links

PLAIN = ["", "You two should meet.", "e.g. the boat, at 3.30", "a.b", "node.js", "v1.co-op", "a Ph.D. from St.Gallen"]
PLAIN += ["Meet Ana.Soon!", "well...then", "J.R.R. Tolkien", "10.30am, or 5 p.m.", "U.S.A.", "C++ 1.2.3", "notes.pdf"]
LINKS = [
    "https://example.org",
    "HTTP://x",
    "ftp://x.y",
    "see www.example",
    "bit.ly/abc",
    "evil.ru",
    "(evil.ru)",
    "EVIL.RU",
]
LINKS += [
    "Example.COM/offer",
    "Evil.Com",
    "write to me@example.org",
    "t.co/x",
    "evil.co.uk:80",
    "evil.ru.",
    "shop.pizza",
]
LINKS += ["\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444", "xn--e1afmkfd.xn--p1ai", "evil\uff0eru"]


@pytest.mark.parametrize("words", PLAIN)
def test_plain_words_hold_no_link(words: str) -> None:
    assert not has_link(f"Meet. {words} Soon.")


@pytest.mark.parametrize("words", LINKS)
def test_whatever_a_mail_program_makes_a_link_of_is_refused(words: str) -> None:
    with pytest.raises(NotPlain, match="Leave links out"):
        refuse_links(f"Meet. {words} Soon.")
