from django import template

from apps.profiles.doors import invitation_behind

register = template.Library()
register.filter("invitation_behind", invitation_behind)
