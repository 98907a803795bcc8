from datetime import timedelta

import pytest
from pytest_django import Settings

from apps.mail.links import LinkExpired, absolute, sign, unsign
from tests.mail.tokens import signed_ago

DAY = timedelta(days=1)


def test_unsign_gives_back_what_was_signed() -> None:
    token = sign("invitation", id=7, name="Ødegård")

    assert unsign("invitation", token, max_age=DAY) == {"id": 7, "name": "Ødegård"}


def test_a_token_is_for_one_purpose() -> None:
    token = sign("invitation", id=7)

    assert unsign("join", token, max_age=DAY) is None
    assert unsign("invitation.", token, max_age=None) is None


def test_a_token_that_was_changed_anywhere_is_none() -> None:
    token = sign("invitation", id=7)
    other = sign("invitation", id=8)

    changed = [token[:i] + ("A" if token[i] != "A" else "B") + token[i + 1 :] for i in range(len(token) - 1)]
    changed += [token[:-1], token + "A", token.replace(":", ""), other.split(":")[0] + token[token.index(":") :]]

    assert [unsign("invitation", one, max_age=None) for one in changed] == [None] * len(changed)


@pytest.mark.parametrize("token", ["", ":", "::", "a:b:c", ".a:b:c", "\x00", "é:ü:ö", "x" * 5000])
def test_what_never_was_a_token_is_none(token: str) -> None:
    assert unsign("invitation", token, max_age=DAY) is None


def test_a_token_of_another_site_is_none(settings: Settings) -> None:
    token = sign("invitation", id=7)

    settings.SECRET_KEY = "another"

    assert unsign("invitation", token, max_age=DAY) is None


def test_a_token_expires() -> None:
    young = signed_ago(DAY - timedelta(minutes=1), "invitation", id=7)
    old = signed_ago(DAY + timedelta(minutes=1), "invitation", id=7)

    assert unsign("invitation", young, max_age=DAY) == {"id": 7}
    assert unsign("invitation", old, max_age=None) == {"id": 7}
    with pytest.raises(LinkExpired, match="Sign in to see how things stand"):
        unsign("invitation", old, max_age=DAY)


def test_an_old_token_of_another_purpose_is_none_rather_than_expired() -> None:
    assert unsign("join", signed_ago(2 * DAY, "invitation", id=7), max_age=DAY) is None


def test_links_in_mails_are_whole(settings: Settings) -> None:
    settings.SITE_URL = "https://intro.example.org"

    assert absolute("/digest/") == "https://intro.example.org/digest/"
