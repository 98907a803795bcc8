from datetime import datetime, timedelta

from django.utils import timezone

from apps.mail.templatetags.days import day


def test_a_day_has_its_year_only_when_it_is_another() -> None:
    today = timezone.localtime()

    assert day(today) == f"{today:%B} {today.day}"
    assert day(datetime(2031, 5, 4, tzinfo=today.tzinfo) - timedelta(days=1)) == "May 3, 2031"
