"""The words of a mail that is HTML only; without what it quotes, where nobody asks for that."""

from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.html_engine import Inscriptis
from inscriptis.model.config import ParserConfig
from lxml import etree, html

MOST = 300_000  # characters that are looked at: one's own words come first
# What programs put around the mail that is answered.
_QUOTES = (
    "//blockquote"
    "|//*[contains(concat(' ', @class, ' '), ' gmail_quote ') or contains(@class, 'gmail_attr')]"
    "|//*[contains(@class, 'yahoo_quoted') or contains(@class, 'moz-cite-prefix')]"
    "|//*[contains(@class, 'protonmail_quote')]"
    "|//*[@id='divRplyFwdMsg' or @id='appendonsend' or @id='mail-editor-reference-message-container']"
    "|(//*[@id='divRplyFwdMsg'])[1]/following-sibling::*"
    "|//*[contains(@class, 'gmail_signature') or @id='ms-outlook-mobile-signature' or @id='AppleMailSignature']"
    "|//*[contains(translate(@style, ' ', ''), 'display:none')]"
)
# Side by side, or further and further to the right, a few words are as much as somebody wants: below each other, then.
_LAID_OUT = (
    "//table | //tr | //td | //th | //*[(self::ul or self::ol) and count(ancestor::*[self::ul or self::ol]) > 3]"
)
_STRICT = ParserConfig(css=CSS_PROFILES["strict"])


def words_of(source: str, *, with_quotes: bool = False) -> str:
    """Empty where nothing in it can be read."""
    try:
        # A declaration of an encoding is about bytes, and these are signs by now.
        tree = html.document_fromstring(source[:MOST].encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    for quoted in () if with_quotes else tree.xpath(_QUOTES):
        if quoted.getparent() is not None:
            quoted.drop_tree()
    for element in tree.xpath(_LAID_OUT):
        element.tag = "div"
    for element in tree.xpath("//*[@*]"):
        element.attrib.clear()  # a style may ask for a million empty lines
    return str(Inscriptis(tree, _STRICT).get_text())
