from typing import Any

from django import forms

from apps.instance.text import clean_line, clean_text


class LineField(forms.CharField):
    """Cleaned before it is measured."""

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")


class TextField(forms.CharField):
    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")
