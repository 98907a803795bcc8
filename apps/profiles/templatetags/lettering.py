from django import template

register = template.Library()

# Letters of the longest word: what fits a narrow place at the usual size, and a size below.
FITS, FITS_SMALLER = 10, 13


@register.filter
def lettering(words: str) -> str:
    """The class that keeps the longest word in one piece."""
    longest = max((len(word) for word in words.replace("-", "- ").split()), default=0)
    if longest <= FITS:
        return ""
    return "long" if longest <= FITS_SMALLER else "longer"
