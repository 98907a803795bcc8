"""A page that comes back with a form that was refused."""

from django import forms


def focus_on_what_is_wrong(form: forms.BaseForm) -> None:
    """The cursor stands in the first field that has to be changed. Ticks and pills are led to from the top of the page:
    `autofocus` would stand on each."""
    for field in form.visible_fields():
        if field.errors:
            if not field.use_fieldset:
                form.fields[field.name].widget.attrs["autofocus"] = True
            return
