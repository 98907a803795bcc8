from django import template

from apps.profiles.devices import device

register = template.Library()
register.filter("device", device)
