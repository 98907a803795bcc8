"""What the rules and the privacy page say until somebody writes their own. Plain text as prose.py reads it."""

from django.utils.translation import gettext as _


def rules(name: str) -> str:
    return _(
        "%(name)s introduces people to each other. These few rules keep it a place where that is worth a yes.\n\n"
        "- Come as yourself, under the name that people know you by.\n"
        "- You are here to meet people. Nothing is sold, advertised or recruited for.\n"
        "- A no needs no reason, and silence is a no. Do not ask the same person again by another road.\n"
        "- What others say of themselves here stays here.\n"
        "- Whoever threatens, insults or harasses somebody leaves.\n\n"
        "# If something is wrong\n\n"
        "On the page of every person, circle, message and invitation there is a way to tell the people who keep this "
        "place. Nobody else learns that you did. You can also block somebody: then neither of you sees the other."
    ) % {"name": name}


def privacy(name: str, contact: str) -> str:
    return "\n\n".join([_privacy(name), _questions(contact)])


def _privacy(name: str) -> str:
    return _(
        "%(name)s keeps what it needs to introduce people to each other, and nothing else.\n\n"
        "# What is kept\n\n"
        "- Your email address, to sign you in and to write to you. Other members never see it. Whoever "
        "shares a circle with you and knows it already can recognise you by it, unless you say otherwise.\n"
        "- What you say of yourself, and who may see each of it.\n"
        "- The circles you are in, introductions and your answers to them, and the messages you write.\n"
        "- The meetings that you bring, with their time and title, as far as somebody is on them whom you may "
        "recognise. They go a month after they are over; of everybody else on them nothing is kept.\n"
        "- How you get in: your password, in a form that nobody can read, your second steps, and which accounts "
        "elsewhere you sign in with.\n"
        "- Where you are signed in: the time, your address on the net, and how your browser describes itself. It goes "
        "when you sign out there, and at the latest two weeks later.\n"
        "- That mail to your address came back, or that one was reported as unwanted, and when. Then you are not "
        "written to, and read why when you sign in.\n"
        "- What you report to the people who keep this place, with the words that you saw.\n"
        "- Two cookies: one remembers that you are signed in and what to tell you on the next page, one protects "
        "forms.\n\n"
        "# What is not done\n\n"
        "- Nothing is sold, shown to advertisers, or given to another company to analyse.\n"
        "- Nobody is told whose page you looked at. There is no such record.\n"
        "- The people who keep this place cannot read your messages or answers in it. What somebody reports to them, "
        "they read.\n\n"
        "# What you can do\n\n"
        "- Download everything that is kept about you, in the settings.\n"
        "- Delete your account there. After fourteen days everything about you is erased."
    ) % {"name": name}


def _questions(contact: str) -> str:
    if contact:
        return _("# Questions\n\nWrite to %(contact)s.") % {"contact": contact}
    return _("# Questions\n\nAsk the people who keep this place.")
