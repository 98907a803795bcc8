from collections.abc import Callable
from typing import Any

from django import forms

from apps.instance.text import clean_line, clean_text

ROOM = 10_000  # characters over its length up to which a text is cleaned before it is measured


class _CleanedField(forms.CharField):
    """Cleaned before it is measured. What no cleaning makes short enough is measured as it is: to look at each of ten
    million characters takes seconds."""

    clean_words: Callable[[str], str]

    def to_python(self, value: Any) -> str:
        words = super().to_python(value) or ""
        endless = self.max_length is not None and len(words) > self.max_length + ROOM
        return words if endless else type(self).clean_words(words)


class LineField(_CleanedField):
    clean_words = staticmethod(clean_line)


class TextField(_CleanedField):
    clean_words = staticmethod(clean_text)
