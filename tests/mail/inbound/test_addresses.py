from base64 import b32decode
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from pytest_django import Settings

from apps.mail.inbound.addresses import SIGNS, ReplyAddress, find_addresses, read_address, reply_address
from tests.mail.inbound.shapes import ADDRESS

UNTIL = datetime(2026, 5, 3, 12, tzinfo=UTC)
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


@pytest.fixture(autouse=True)
def _open(settings: Settings) -> None:
    settings.INBOUND_ADDRESS = ADDRESS


def made(about: int = 7, user_id: int = 3, kind: str = "m") -> str:
    return find_addresses(reply_address(kind, about=about, user_id=user_id, until=UNTIL))[0]


def test_an_address_says_what_it_was_made_of_and_until_the_end_of_the_day() -> None:
    read = read_address(made(about=2**40 - 1, user_id=12_345_678))

    assert read == ReplyAddress("m", 2**40 - 1, 12_345_678, datetime(2026, 5, 4, tzinfo=UTC))


def test_any_case_of_letters_is_the_same_address() -> None:
    assert read_address(made().upper()) == read_address(made())


def test_it_fits_into_what_mail_servers_take(settings: Settings) -> None:
    settings.INBOUND_ADDRESS = "fifteen-letters@in.example.org"

    address = reply_address("m", about=7, user_id=3, until=UNTIL)

    assert (len(address.partition("@")[0]), address) == (64, address.lower())


def test_there_is_none_where_no_mail_comes_in(settings: Settings) -> None:
    settings.INBOUND_ADDRESS = ""

    assert reply_address("m", about=7, user_id=3, until=UNTIL) == ""


def test_whatever_sign_is_changed_it_is_no_address_of_ours() -> None:
    signs = made()
    changed = [
        signs[:place] + ALPHABET[ALPHABET.index(signs[place]) ^ (1 << bit)] + signs[place + 1 :]
        for place in range(SIGNS)
        for bit in range(5)
    ]

    assert len(set(changed)) == 240 == 8 * 30
    assert [one for one in changed if read_address(one)] == []


def test_each_person_thing_and_kind_has_another() -> None:
    assert len({made(), made(about=8), made(user_id=4), made(kind="x")}) == 4


def test_it_hangs_on_the_secret_of_the_place(settings: Settings) -> None:
    signs = made()
    assert read_address(signs)

    settings.SECRET_KEY = "another"

    assert read_address(signs) is None


@pytest.mark.parametrize("days", [0, 59, 61])
def test_the_day_is_read_back(days: int) -> None:
    address = reply_address("m", about=1, user_id=1, until=UNTIL + timedelta(days=days))
    read = read_address(find_addresses(address)[0])

    assert read
    assert timedelta() < read.until - (UNTIL + timedelta(days=days)) <= timedelta(days=1)


def test_who_gets_two_reads_no_number_from_them(settings: Settings) -> None:
    """Neither in one of them nor in how they differ: what counts would tell how much there was in between."""
    settings.SECRET_KEY = "always the same, since one in 256 looks otherwise"
    raw = [b32decode(made(about=number), casefold=True) for number in (1000, 1001, 1002)]
    apart = [bytes(a ^ b for a, b in zip(one, other, strict=True)) for one, other in pairwise(raw)]

    for token in [*raw, *apart]:
        assert (1000).to_bytes(5)[:4] not in token
        assert token[:1] != b"m"
    assert all(sum(byte > 0 for byte in difference[:13]) > 6 for difference in apart)
