import pytest

from intro_net.checks.translatable_code import findings


@pytest.mark.parametrize(
    "code",
    [
        'messages.error(request, "You cannot do that.")',
        'messages.add_message(request, INFO, f"Hello {name}")',
        'messages.success(request, "Saved." if new else _("Changed."))',
        'raise DomainError("You cannot do that.")',
        'raise forms.ValidationError("Too long.", code="long")',
        'raise ValidationError({"name": ["Too long."]})',
        'form.add_error("name", "Too long by %d." % more)',
        'x = forms.CharField(label="Name")',
        'x = forms.CharField(help_text="As people" + " call you.")',
        'x = forms.TextInput(attrs={"placeholder": "Your name"})',
        'class Meta:\n    labels = {"name": "Name"}',
        'class State(models.TextChoices):\n    OPEN = "open", "Still open"',
        '_(f"Hello {name}")',
        'ngettext("One", "Many {}".format(count), count)',
    ],
)
def test_bare_words_in_code_are_found(code: str) -> None:
    assert {one.path for one in findings({"apps/x.py": code})} == {"apps/x.py"}


@pytest.mark.parametrize(
    "code",
    [
        'messages.error(request, _("You cannot do that."))',
        'messages.success(request, _("Hello %(name)s") % {"name": name})',
        "messages.error(request, str(error))",
        'raise ValueError("for programmers")',
        'x = forms.CharField(label=_("Name"), help_text="", initial="Mina")',
        'x = forms.TextInput(attrs={"rows": 3, "autocomplete": "off", "placeholder": "#cycling"})',
        'class Config(AppConfig):\n    label = "circles"',
        'class State(models.TextChoices):\n    OPEN = "open", _("Still open")',
        'ngettext("%(n)s ring", "%(n)s rings", len(rings)) % {"n": len(rings)}',
        'logger.error("It did not work")',
    ],
)
def test_translated_code_is_fine(code: str) -> None:
    assert [one.sentence for one in findings({"apps/x.py": code})] == []


def test_refusals_derived_in_another_file_are_known() -> None:
    first = "class Closed(DomainError):\n    def __init__(self):\n        super().__init__('It is closed.')"
    second = "class Shut(Closed): ...\n\nraise Shut('It is shut.')"

    found = sorted(findings({"apps/a.py": first, "apps/b.py": second}))

    assert [(one.path, one.line) for one in found] == [("apps/a.py", 3), ("apps/b.py", 3)]
