"""A day in words, the same in pages and in mails."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext

register = template.Library()


@register.filter(expects_localtime=True)
def day(at: datetime) -> str:
    """ "December 4", and the year when it is not this one."""
    if at.year == timezone.localdate().year:
        return date_format(at, "MONTH_DAY_FORMAT")
    return date_format(at, pgettext("a day with its year, as a date format", "F j, Y"))


@register.filter(expects_localtime=True)
def short_day(at: datetime) -> str:
    """ "Dec 4", where there is little room."""
    if at.year == timezone.localdate().year:
        return date_format(at, pgettext("a day where there is little room, as a date format", "M j"))
    return date_format(at, pgettext("a day with its year where there is little room, as a date format", "M j, Y"))
