"""Answers as mail programs write them, each with the words that are its writer's own."""

import base64
import quopri
from dataclasses import dataclass

from apps.mail.inbound.reading import Incoming, read_head, read_mail

ADDRESS = "reply@in.example.org"
WORDS = "Tuesday works.\n\nShall we say three, at the pier?"
HEAD = "From: Mina <mina@example.org>\nTo: {to}\nSubject: Re: Jonas wrote to you\nMessage-ID: <1@mail.example.org>\n"


@dataclass(frozen=True)
class Shape:
    raw: str | bytes  # what follows the first headers
    words: str = WORDS


def written(raw: str | bytes, *, to: str = ADDRESS) -> bytes:
    """A whole mail, as it comes over the wire."""
    tail = raw.encode() if isinstance(raw, str) else raw
    return (HEAD.format(to=to).encode() + tail).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def plain(text: str, more: str = "") -> str:
    return f"Content-Type: text/plain; charset=utf-8{more}\nContent-Transfer-Encoding: 8bit\n\n{text}"


def html(source: str) -> str:
    return f"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{source}"


def coded(text: str, charset: str, how: str = "base64") -> bytes:
    data = text.encode(charset)
    body = base64.encodebytes(data) if how == "base64" else quopri.encodestring(data)
    return f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {how}\n\n".encode() + body


def several(kind: str, *parts: str | bytes, edge: str = "edge") -> bytes:
    sent = [part.encode() if isinstance(part, str) else part for part in parts]
    body = b"".join(b"--" + edge.encode() + b"\n" + part + b"\n" for part in sent)
    return f"Content-Type: multipart/{kind}; boundary={edge}\n\n".encode() + body + f"--{edge}--\n".encode()


def picture(name: str = "pier.jpg") -> bytes:
    data = base64.encodebytes(b"\xff\xd8\xff" * 20)
    return f"Content-Type: image/jpeg; name={name}\nContent-Transfer-Encoding: base64\n\n".encode() + data


def marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


SENT = "Jonas Weber writes:\n\nShall we meet?\n\nRead and answer here:\nhttps://intro.example.org/conversations/7/"
QUOTE = marked(SENT)
GMAIL = f"On Sun, Nov 29, 2026 at 4:01 PM Intro Net <hello@intro.example.org> wrote:\n\n{QUOTE}\n"
PARAGRAPHS = "<p>Tuesday works.</p><p>Shall we say three, at the pier?</p>"

TEXTS = {
    "nothing but words": Shape(plain(WORDS)),
    "gmail": Shape(plain(f"{WORDS}\n\n{GMAIL}")),
    "gmail, broken attribution": Shape(
        plain(
            f"{WORDS}\n\nOn Sun, Nov 29, 2026 at 4:01 PM Intro Net of the Marketers of Oslo <\n"
            f"hello@intro.example.org> wrote:\n\n{QUOTE}"
        )
    ),
    "gmail, German": Shape(
        plain(
            f"{WORDS}\n\nAm So., 29. Nov. 2026 um 16:01 Uhr schrieb Intro Net <\nhello@intro.example.org>:\n\n{QUOTE}"
        )
    ),
    "gmail, French, with its narrow spaces": Shape(
        plain(
            f"{WORDS}\n\nLe dim. 29 nov. 2026 à 16:01, Intro Net <hello@intro.example.org> a\xa0écrit\u202f:\n\n{QUOTE}"
        )
    ),
    "gmail, Spanish": Shape(
        plain(f"{WORDS}\n\nEl dom, 29 nov 2026 a las 16:01, Intro Net (<hello@intro.example.org>) escribió:\n\n{QUOTE}")
    ),
    "gmail, Italian": Shape(
        plain(
            f"{WORDS}\n\nIl giorno dom 29 nov 2026 alle ore 16:01 Intro Net <\nhello@intro.example.org> ha "
            f"scritto:\n\n{QUOTE}"
        )
    ),
    "gmail, Japanese": Shape(
        plain(f"{WORDS}\n\n2026年11月29日(日) 16:01 Intro Net <hello@intro.example.org>:\n\n{QUOTE}")
    ),
    "apple mail": Shape(
        plain(f"{WORDS}\n\n> On 29 Nov 2026, at 16:01, Intro Net <hello@intro.example.org> wrote:\n> \n{QUOTE}")
    ),
    "iphone": Shape(
        plain(
            f"{WORDS}\n\nSent from my iPhone\n\n> On Nov 29, 2026, at 4:01 PM, Intro Net <hello@intro.example.org> "
            f"wrote:\n> \n> \ufeff\n{QUOTE}"
        )
    ),
    "iphone, German": Shape(
        plain(
            f"{WORDS}\n\nVon meinem iPhone gesendet\n\n> Am 29.11.2026 um 16:01 schrieb Intro Net "
            f"<hello@intro.example.org>:\n> \n{QUOTE}"
        )
    ),
    "thunderbird, below the quote": Shape(plain(f"On 29/11/2026 16:01, Intro Net wrote:\n{QUOTE}\n\n{WORDS}")),
    "thunderbird, German, below the quote": Shape(
        plain(f"Am 29.11.26 um 16:01 schrieb Intro Net:\n{QUOTE}\n\n{WORDS}\n")
    ),
    "mutt, between the lines": Shape(
        plain(
            "On 2026-11-29 16:01, Intro Net wrote:\n> Shall we meet?\nTuesday works.\n\n> When?\nShall we say three, "
            "at the pier?\n> See you\n"
        )
    ),
    "outlook": Shape(
        plain(
            f"{WORDS}\n\nFrom: Intro Net <hello@intro.example.org>\nSent: Sunday, November 29, 2026 4:01 PM\n"
            f"To: Mina <mina@example.org>\nSubject: Jonas Weber wrote to you\n\n{SENT}"
        )
    ),
    "outlook, German, with its line": Shape(
        plain(
            f"{WORDS}\n\n________________________________\nVon: Intro Net <hello@intro.example.org>\nGesendet: "
            f"Sonntag, 29. November 2026 16:01\nAn: Mina\nBetreff: Jonas Weber wrote to you\n\n{SENT}"
        )
    ),
    "outlook, French": Shape(
        plain(
            f"{WORDS}\n\nDe : Intro Net <hello@intro.example.org>\nEnvoyé : dimanche 29 novembre 2026 16:01\n"
            f"À : Mina <mina@example.org>\nObjet : Jonas Weber wrote to you\n\n{SENT}"
        )
    ),
    "outlook of old": Shape(
        plain(
            f"{WORDS}\n\n-----Original Message-----\nFrom: Intro Net [mailto:hello@intro.example.org]\nSent: Sunday, "
            f"November 29, 2026 4:01 PM\nTo: Mina\nSubject: Jonas Weber wrote to you\n\n{SENT}"
        )
    ),
    "outlook on a phone": Shape(
        plain(
            f"{WORDS}\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: Intro Net "
            f"<hello@intro.example.org>\nSent: Sunday, November 29, 2026 4:01:00 PM\nTo: Mina\nSubject: Hello\n\n{SENT}"
        )
    ),
    "signature": Shape(plain(f"{WORDS}\n\n-- \nMina Park\n+47 555 01 00\n\n{GMAIL}")),
    "signature whose space was cut off": Shape(plain(f"{WORDS}\n\n--\nMina Park\n")),
    "a greeting is no signature": Shape(
        plain(f"Hi Jonas,\nThanks, that is kind.\n- one\n- two\nBest: Tuesday\n\nMina\n\nPS: Bring it.\n\n{GMAIL}"),
        "Hi Jonas,\nThanks, that is kind.\n- one\n- two\nBest: Tuesday\n\nMina\n\nPS: Bring it.",
    ),
    "what only looks like a quote": Shape(
        plain("On Tuesday I wrote:\nnothing.\nTo: be or not.\nFrom: here.\n\nI sent from the heart."),
        "On Tuesday I wrote:\nnothing.\nTo: be or not.\nFrom: here.\n\nI sent from the heart.",
    ),
    "a time of one's own above a quote": Shape(
        plain("Let us meet at 10:30. About what you say here:\n> Shall we?\nYes."),
        "Let us meet at 10:30. About what you say here:\nYes.",
    ),
    "a time alone": Shape(plain("At 10:30, as you say:\n> Shall we?\nYes."), "At 10:30, as you say:\nYes."),
    "a day of one's own above a quote": Shape(
        plain("I am back on 1 December 2026. About this:\n> Shall we?\nYes."),
        "I am back on 1 December 2026. About this:\nYes.",
    ),
    "an address of one's own above a quote": Shape(
        plain("Write to mina@example.org instead. About this:\n> Shall we?\nYes."),
        "Write to mina@example.org instead. About this:\nYes.",
    ),
    "words right above a broken attribution": Shape(
        plain(f"Tuesday works.\nOn Sun, Nov 29, 2026 at 4:01 PM Intro Net <\nhello@intro.example.org> wrote:\n{QUOTE}"),
        "Tuesday works.",
    ),
    "words without a full stop right above a broken attribution": Shape(
        plain(f"Tuesday\nOn Sun, Nov 29, 2026 at 4:01 PM Intro Net <\nhello@intro.example.org> wrote:\n{QUOTE}"),
        "Tuesday",
    ),
    "a year of one's own right above an attribution": Shape(
        plain(f"In 2027\nOn Nov 29, 2026, Intro Net wrote:\n{QUOTE}\nor later"), "In 2027\nor later"
    ),
    "somebody else's words, told": Shape(
        plain("On Tuesday at 10:30 Ana wrote:\nShe is coming.\n\nShall I bring her?"),
        "On Tuesday at 10:30 Ana wrote:\nShe is coming.\n\nShall I bring her?",
    ),
    "a line that somebody drew": Shape(
        plain("Three thoughts.\n--\nFirst, Tuesday works.\nSecond, bring a coat.\nThird, mind the dog."),
        "Three thoughts.\n--\nFirst, Tuesday works.\nSecond, bring a coat.\nThird, mind the dog.",
    ),
    "a line that somebody drew above a list": Shape(
        plain("Bring:\n--\na coat\na hat\na dog\na rope\na map"), "Bring:\n--\na coat\na hat\na dog\na rope\na map"
    ),
    "a quote and nothing else": Shape(plain(GMAIL), ""),
    "nothing at all": Shape(plain(""), ""),
}
CODES: dict[str, Shape] = {
    "flowed": Shape(
        plain(
            f"Tuesday \nworks.\n\nShall we say three, \nat the pier?\n\n-- \nMina\n\nOn 29/11/2026 16:01, Intro Net "
            f"wrote:\n{QUOTE}",
            "; format=flowed",
        )
    ),
    "flowed, its spaces no part of the words": Shape(
        plain("Tues \nday works.\n\nShall we say three, at  \nthe pier?\n>quoted \n>on", "; format=flowed; delsp=yes")
    ),
    "flowed, spaces put before": Shape(plain(" From Oslo.\n  and on", "; format=flowed"), "From Oslo.\n and on"),
    "base64": Shape(coded(f"{WORDS}\n\n{GMAIL}", "utf-8")),
    "quoted-printable": Shape(coded(f"Größe: ½\n\n{GMAIL}", "iso-8859-1", "quoted-printable"), "Größe: ½"),
    "windows": Shape(coded("“Tuesday” at 5 €", "windows-1252"), "“Tuesday” at 5 €"),
    "utf-16": Shape(coded(f"Dienstag paßt.\n\n{GMAIL}", "utf-16"), "Dienstag paßt."),
    "Japanese": Shape(coded("火曜日", "iso-2022-jp"), "火曜日"),
    "no charset, which is utf-8": Shape("\nDienstag paßt.".encode(), "Dienstag paßt."),
    "no charset, which is latin": Shape("\nDienstag paßt.".encode("latin-1"), "Dienstag paßt."),
    "a charset that there is not": Shape(
        b"Content-Type: text/plain; charset=klingon\n\nDienstag pa\xc3\x9ft.", "Dienstag paßt."
    ),
    "a charset that is none": Shape(b"Content-Type: text/plain; charset=zlib\n\nTuesday.", "Tuesday."),
    "a charset that lies": Shape(b"Content-Type: text/plain; charset=utf-8\n\nDienstag pa\xdft.", "Dienstag paßt."),
    "broken base64": Shape(
        b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nVHVlc2RheS4=!\n", "Tuesday."
    ),
    "NUL": Shape(plain("Tues\0day."), "Tuesday."),
}
PARTS: dict[str, Shape] = {
    "two ways": Shape(several("alternative", plain(f"{WORDS}\n\n{GMAIL}"), html("<p>Something else"))),
    "two ways, the other way around": Shape(several("alternative", html("<p>Something else"), plain(WORDS))),
    "two ways, the plain one empty": Shape(several("alternative", plain(" \n"), html(PARAGRAPHS))),
    "a picture between the words, by Apple": Shape(
        several("mixed", plain("Tuesday works."), picture(), plain("Shall we say three, at the pier?"))
    ),
    "a picture inside of HTML": Shape(
        several("related", several("alternative", plain(WORDS), html("<p>x"), edge="in"), picture())
    ),
    "a calendar and a card attached": Shape(
        several(
            "mixed",
            plain(WORDS),
            "Content-Type: text/calendar\n\nBEGIN:VCALENDAR",
            "Content-Type: text/plain; name=notes.txt\nContent-Disposition: attachment\n\nNot this.",
        )
    ),
    "a mail attached": Shape(
        several("mixed", plain(WORDS), "Content-Type: message/rfc822\n\nSubject: Other\n\nNot this.")
    ),
    "signed": Shape(
        several("signed; micalg=pgp-sha256", plain(WORDS), "Content-Type: application/pgp-signature\n\n-----")
    ),
    "nested": Shape(several("mixed", several("mixed", several("mixed", plain(WORDS), edge="c"), edge="b"), edge="a")),
    "no last edge": Shape(several("mixed", plain(WORDS)).removesuffix(b"--edge--\n")),
    "gmail, HTML only": Shape(
        html(
            f'<div dir="ltr">{PARAGRAPHS}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
            f"Il giorno dom 29 nov 2026 Intro Net ha scritto:<br></div>"
            f'<blockquote class="gmail_quote">{SENT}</blockquote></div>'
        )
    ),
    "apple, HTML only": Shape(
        html(
            f"<html><head><style>p {{ color: red }}</style></head><body>{PARAGRAPHS}<div>On 29 Nov 2026, at 16:01, "
            f"Intro Net &lt;hello@intro.example.org&gt; wrote:</div>"
            f'<blockquote type="cite">{SENT}</blockquote></body></html>'
        )
    ),
    "outlook, HTML only": Shape(
        html(
            f'{PARAGRAPHS}<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in">'
            f"<p><b>From:</b> Intro Net &lt;hello@intro.example.org&gt;<br><b>Sent:</b> Sunday, "
            f"November 29, 2026 4:01 PM<br><b>To:</b> Mina<br><b>Subject:</b> Hello</p></div></div><p>{SENT}</p>"
        )
    ),
    "outlook on the web, HTML only": Shape(
        html(
            f'{PARAGRAPHS}<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Von:</b> Intro Net</div>'
            f"<div>{SENT}</div>"
        )
    ),
    "yahoo, HTML only": Shape(
        html(f'{PARAGRAPHS}<div class="yahoo_quoted"><div>On Sunday, Intro Net wrote:</div><div>{SENT}</div></div>')
    ),
    "HTML with lines, links and signs": Shape(
        html('Tuesday<br>at <a href="https://example.org/x">the pier</a> &amp; &#x1F3D6;<script>alert(1)</script>'),
        "Tuesday\nat the pier & 🏖",
    ),
    "HTML that is none": Shape(html("<<<>>"), "<<<>>"),
    "only a picture": Shape(picture(), ""),
}
SHAPES = TEXTS | CODES | PARTS


def read_whole(raw: bytes) -> Incoming | None:
    """As `receive` does, whoever it went to."""
    head = read_head(raw)
    return read_mail(raw, head) if head else None
