"""A real OpenID Connect provider on this machine, which says of whoever comes what `claims` says: discovery, a sign-in
page, tokens signed with a key that it publishes, PKCE checked."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.sink import free_port

CLIENT, SECRET = "intro-net", "a secret between the two"
# The page where somebody signs in at the provider: one button, a form of its own.
PAGE = "<title>Provider</title><form method=post><button>Let me in</button></form>"


@dataclass
class Provider:
    port: int
    claims: dict[str, Any] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    _asked: dict[str, dict[str, str]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What an instance needs to know it."""
        keys = {"OIDC_SERVER_URL": self.url, "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": SECRET}
        return keys | {"OIDC_NAME": "the town library"}

    def configuration(self) -> dict[str, Any]:
        names = ("authorization", "token", "userinfo")
        return {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            **{f"{name}_endpoint": f"{self.url}/{name}" for name in names},
        }

    def jwks(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]}

    def code_for(self, question: dict[str, str]) -> str:
        """Where the browser goes after signing in; the code is good once."""
        assert (question["client_id"], question["response_type"]) == (CLIENT, "code")
        code = secrets.token_urlsafe()
        with self._lock:
            self._asked[code] = question
        return f"{question['redirect_uri']}?{urlencode({'code': code, 'state': question['state']})}"

    def token_for(self, form: dict[str, str]) -> dict[str, Any]:
        """Raises KeyError for a code that was not given out, AssertionError for anybody but the client who asked."""
        with self._lock:
            question = self._asked.pop(form["code"])
        verifier = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        assert (form["client_secret"], challenge) == (SECRET, question["code_challenge"])
        now = int(time.time())
        told = self.claims | {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300}
        token = jwt.encode(told, self.key, algorithm="RS256", headers={"kid": "1"})
        return {"access_token": "an access token", "token_type": "Bearer", "id_token": token}


class _Desk(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        provider, path = self.provider, urlsplit(self.path).path
        if path == "/authorization":
            self._answer(PAGE.encode(), "text/html")
        elif path == "/userinfo":
            assert self.headers["Authorization"] == "Bearer an access token"
            self._answer(json.dumps(provider.claims).encode())
        else:
            known = {"/jwks": provider.jwks, "/.well-known/openid-configuration": provider.configuration}
            found = known.get(path)
            self._answer(json.dumps(found()).encode()) if found else self.send_error(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if urlsplit(self.path).path == "/token":
            self._answer(json.dumps(self.provider.token_for(_flat(body))).encode())
            return
        self.send_response(302)
        self.send_header("Location", self.provider.code_for(_flat(urlsplit(self.path).query)))
        self.end_headers()

    def _answer(self, body: bytes, kind: str = "application/json") -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Says nothing."""


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


@contextmanager
def running_provider() -> Iterator[Provider]:
    provider = Provider(free_port())
    desk = type("Desk", (_Desk,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", provider.port), desk)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
