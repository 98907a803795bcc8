import pytest

from intro_net.checks.finding import ROOT
from intro_net.checks.upward_strings import forbidden, in_code, in_template, layers

ORDER = [{"digests"}, {"bench", "meetings"}, {"circles"}, {"mail"}]
PYPROJECT = """
[[tool.importlinter.contracts]]
type = "forbidden"
[[tool.importlinter.contracts]]
type = "layers"
layers = ["(apps.api)", "apps.bench | (apps.meetings)", "apps.mail"]
"""


def test_layers_are_read_from_the_import_contract() -> None:
    assert layers(PYPROJECT) == [{"api"}, {"bench", "meetings"}, {"mail"}]


def test_layers_of_the_repository_hold_every_room() -> None:
    order = layers((ROOT / "pyproject.toml").read_text())
    rooms = {path.parent.name for path in (ROOT / "apps").glob("*/__init__.py")}

    assert rooms - set().union(*order) == set()


def test_forbidden_rooms_are_those_above_and_beside() -> None:
    assert forbidden("bench", ORDER) == {"digests", "meetings"}
    assert forbidden("digests", ORDER) == set()
    assert forbidden("in_no_layer", ORDER) == {"digests", "bench", "meetings", "circles", "mail"}


@pytest.mark.parametrize(
    "code",
    [
        'apps.get_model("bench.Hold")',
        'apps.get_model("bench", "Hold")',
        'app.send_task("apps.digests.tasks.send")',
        'import_string(f"apps.digests.{name}")',
        'models.ForeignKey("bench.Hold", models.CASCADE)',
        'user.has_perm("bench.hold")',
        'redirect("bench:sitting")',
        'render(request, "bench/sitting.html")',
        'dependencies = [("bench", "0001_initial")]',
    ],
)
def test_upward_strings_in_code_are_found(code: str) -> None:
    found = list(in_code("apps/circles/x.py", f"x = 1\n{code}\n", ORDER))

    assert [(one.path, one.line) for one in found] == [("apps/circles/x.py", 2)]


@pytest.mark.parametrize(
    "code",
    [
        '"""Is read by apps.digests."""',
        'apps.get_model("mail.OutboxMail")',
        'models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)\nx = "circles.Circle"',
        'dependencies = [("mail", "0001_initial")]',
        'purposes = ["bench", "digests"]\npair = ("bench", "digests")',
        'send_task("apps.mail.tasks.deliver")',
    ],
)
def test_other_strings_in_code_are_fine(code: str) -> None:
    assert list(in_code("apps/circles/x.py", code, ORDER)) == []


def test_upward_strings_in_templates_are_found() -> None:
    text = '<a href="{% url \'circles:list\' %}">\n{% include "bench/_hold.html" %}{% url "digests:settings" %}'

    assert [one.line for one in in_template("templates/circles/page.html", text, ORDER)] == [2, 2]
    assert list(in_template("templates/digests/page.html", text, ORDER)) == []
    assert list(in_template("templates/components/page.html", text, ORDER)) == []
    assert list(in_template("templates/mail/digest.html", text, ORDER)) == []
