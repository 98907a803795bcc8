import pytest

from intro_net.checks.translatable_templates import findings


@pytest.mark.parametrize(
    "page",
    [
        "<p>Hello {{ name }}</p>",
        '<img alt="A cat">',
        '<a title="{% if x %}Go on{% endif %}">',
        '<button aria-label="Close it">+</button>',
        '<input type="submit" value="Send">',
        '<input placeholder="you@example.org, or so">',
        '{{ name|default:"somebody" }}',
        "{% blocktranslate %}One{% endblocktranslate %} ring{{ count|pluralize }}",
        '{% firstof name "nobody" %}',
        '{% include "components/_empty.html" with text="Nothing yet" only %}',
        '<{% if href %}a href="{{ href }}"{% else %}span{% endif %} title="Long ago">',
    ],
)
def test_bare_words_in_a_page_are_found(page: str) -> None:
    assert [one.line for one in findings("templates/x.html", f"\n\n{page}")] != []


@pytest.mark.parametrize(
    "page",
    [
        '<p title="{% translate "Hello" %}">{% translate "Hello" %} {{ name }}</p>',
        "{% blocktranslate trimmed with a=b %}\n  You and {{ a }}\n{% endblocktranslate %} · •",
        "{# why this is so #}{% comment %} and so {% endcomment %}<!-- and so -->",
        '<p class="soft{% if x %} small{% endif %}" id="here">&nbsp;#marketing</p>',
        "{% block body_class %}narrow door{% endblock %}",
        '<button name="action" value="accept">{{ words }}</button>',
        '{% include "components/_more.html" with href="/more" text=words class="small" only %}',
        "<code>DATA_DIR</code><script>go(on)</script> Intro Net",
        '<{% if href %}a href="{{ href }}"{% else %}span{% endif %} class="chip small">{{ text }}</span>',
        '<option value="a"{% if on %} selected{% endif %}>{{ label|default:"" }}</option>',
    ],
)
def test_translated_pages_are_fine(page: str) -> None:
    assert [one.sentence for one in findings("templates/x.html", page)] == []


def test_bare_words_are_found_on_their_line() -> None:
    page = "{% load i18n %}\n{% comment %}\n\n{% endcomment %}\n<p>\n\n  Hello</p>"

    assert [one.line for one in findings("templates/x.html", page)] == [7]


def test_bare_words_in_a_mail_are_found() -> None:
    mail = "{% load i18n %}{% autoescape off %}\n{% translate 'Hello' %} {{ name }}\n\nBye <{{ link }}>\n"

    assert [one.line for one in findings("templates/mail/x.txt", mail)] == [4]
