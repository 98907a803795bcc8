"""A mail's own HTML, alone on a page, for a frame on one of ours."""

from django.http import HttpResponse


def mail_page(html: str) -> HttpResponse:
    """Its styles are allowed, nothing else is; only our own pages may frame it, and its links leave the frame."""
    response = HttpResponse(html.replace("<head>", '<head><base target="_top">', 1))
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
