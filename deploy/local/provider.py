"""The OpenID Connect provider of a secure stack, from outside: sets up Glewlwyd, makes clients, gets their tokens, changes the signing key.

provider.py --home HOME --port PORT --audience URL setup
provider.py … token --scope "SCOPE …" --unit CODE [--unit CODE …] [--subject NAME]     a client of that name, and a token by its credentials
provider.py … rotate                                                                  signs with a new key; the old ones stay published"""

import argparse
import base64
import http.client
import json
import pathlib
import re
import secrets
import ssl
import subprocess
import threading
import urllib.parse

SCOPES = "plans:read plans:write reports:read reports:write reports:review rollups:read raw consolidations:write admin".split()
LIFE_SECONDS = 3600


def encoded(number):
    return base64.urlsafe_b64encode(number).rstrip(b"=").decode()


def integers(der):
    """Of an ASN.1 sequence of integers, as RSA keys are."""
    def length(at):
        if der[at] < 0x80:
            return der[at], at + 1
        size = der[at] & 0x7F
        return int.from_bytes(der[at + 1:at + 1 + size], "big"), at + 1 + size

    _, at = length(1)
    while at < len(der):
        size, start = length(at + 1)
        yield der[start:start + size].lstrip(b"\0")
        at = start + size


def rsa_jwk(pem, kid):
    der = subprocess.run(["openssl", "rsa", "-in", pem, "-traditional", "-outform", "DER"], check=True, capture_output=True).stdout
    _, *numbers = integers(der)
    return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, **dict(zip(("n", "e", "d", "p", "q", "dp", "dq", "qi"), map(encoded, numbers)))}


def ec_jwk(kid):
    der = subprocess.run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-outform", "DER"], check=True, capture_output=True).stdout
    return {"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": kid, "d": encoded(der[7:39]), "x": encoded(der[-64:-32]), "y": encoded(der[-32:])}


class Provider:
    def __init__(self, home, port, audience):
        self.home, self.port, self.audience = pathlib.Path(home), port, audience
        self.context = ssl.create_default_context(cafile=str(self.home / "tls/ca.pem"))
        self.cookie = ""
        self.lock = threading.Lock()

    def send(self, method, path, body=None, headers=None):
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=self.context)
        try:
            connection.request(method, "/api" + path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers.get("Set-Cookie", "")
        finally:
            connection.close()

    def admin(self, method, path, body=None, allow=()):
        def ask():
            return self.send(method, path, None if body is None else json.dumps(body), {"Content-Type": "application/json", "Cookie": self.cookie})

        status, text, _ = ask()
        if status == 401:  # not logged in yet, or no longer
            self.login([self.password()])
            status, text, _ = ask()
        if status != 200 and status not in allow:
            raise SystemExit(f"provider: {method} {path}: {status} {text[:500]!r}")
        return status, json.loads(text) if text else None

    def login(self, passwords):
        for password in passwords:
            status, _, cookie = self.send("POST", "/auth/", json.dumps({"username": "admin", "password": password}), {"Content-Type": "application/json"})
            if status == 200:
                self.cookie = cookie.split(";")[0]
                return password
        raise SystemExit("provider: the administrator is refused")

    def password(self):
        return (self.home / "secrets/provider.password").read_text().strip()

    def setup(self):
        """As often as you like: what is there stays."""
        if self.login([self.password(), "password"]) != self.password():
            self.admin("PUT", "/profile/password", {"old_password": "password", "password": self.password()})
        for scope in SCOPES:
            if self.admin("GET", f"/scope/{scope}", allow=[404])[0] == 404:
                self.admin("POST", "/scope/", {"name": scope, "display_name": scope, "description": scope, "password_required": False, "scheme": {}})
        _, clients = self.admin("GET", "/mod/client/database")
        if "units" not in clients["parameters"]["data-format"]:
            clients["parameters"]["data-format"]["units"] = {"multiple": True, "read": True, "write": True}
            self.admin("PUT", "/mod/client/database", clients)
            self.admin("PUT", "/mod/client/database/reset", {})
        if self.admin("GET", "/mod/plugin/oidc", allow=[404])[0] == 404:
            first = rsa_jwk(str(self.home / "secrets/provider.pem"), "key-1")
            self.admin("POST", "/mod/plugin/", {"module": "oidc", "name": "oidc", "display_name": "Tonghop", "parameters": self.parameters([first])})

    def parameters(self, keys):
        off = {f"auth-type-{name}-enabled": False for name in ("code", "token", "id-token", "password", "refresh", "none", "device")}
        return {**off, "iss": f"https://127.0.0.1:{self.port}/api/oidc", "jwt-type": "rsa", "jwt-key-size": "256", "auth-type-client-enabled": True,
                "jwks-private": json.dumps({"keys": keys}), "default-kid": keys[0]["kid"], "jwks-show": True, "allow-non-oidc": True,
                "access-token-duration": LIFE_SECONDS, "refresh-token-duration": LIFE_SECONDS, "code-duration": 60, "refresh-token-rolling": False,
                "resource-allowed": True, "resource-scope": {}, "resource-client-property": "resource",
                "additional-parameters": [{"client-parameter": "units", "token-parameter": "units"}]}

    def rotate(self):
        """Signs with a new key from now on. The kid of it."""
        with self.lock:
            _, plugin = self.admin("GET", "/mod/plugin/oidc")
            keys = json.loads(plugin["parameters"]["jwks-private"])["keys"]
            new = ec_jwk(f"key-{len(keys) + 1}")
            plugin["parameters"] = self.parameters([new] + keys)
            self.admin("PUT", "/mod/plugin/oidc", plugin)
            self.admin("PUT", "/mod/plugin/oidc/reset", {})
            return new["kid"]

    def token(self, scope, units, subject):
        """A client is what it was last asked to be; the token says what it is now."""
        with self.lock:
            secret = secrets.token_hex(24)
            client = {"client_id": subject, "name": subject, "confidential": True, "enabled": True, "authorization_type": ["client_credentials"],
                      "token_endpoint_auth_method": ["client_secret_basic"], "client_secret": secret, "scope": scope.split(), "resource": [self.audience],
                      "units": list(units)}
            if self.admin("PUT", f"/client/{subject}", client, allow=[404])[0] == 404:
                self.admin("POST", "/client/", client)
            return self.grant(subject, secret, scope)

    def grant(self, client, secret, scope):
        """By the client credentials grant of RFC 6749, for our API (RFC 8707)."""
        form = urllib.parse.urlencode({"grant_type": "client_credentials", "scope": scope, "resource": self.audience})
        basic = base64.b64encode(f"{client}:{secret}".encode()).decode()
        status, text, _ = self.send("POST", "/oidc/token", form, {"Content-Type": "application/x-www-form-urlencoded", "Authorization": f"Basic {basic}"})
        if status != 200:
            raise SystemExit(f"provider: no token for {client}: {status} {text[:500]!r}")
        return json.loads(text)["access_token"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--audience", required=True)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("setup")
    commands.add_parser("rotate")
    token = commands.add_parser("token")
    token.add_argument("--scope", required=True)
    token.add_argument("--unit", action="append", required=True)
    token.add_argument("--subject", default="local")
    return parser.parse_args()


def main():
    given = arguments()
    provider = Provider(given.home, given.port, given.audience)
    if given.command == "setup":
        provider.setup()
    elif given.command == "rotate":
        print(provider.rotate())
    else:
        if not re.fullmatch(r"[A-Za-z0-9._-]{1,128}", given.subject):
            raise SystemExit("provider: a subject has letters, digits and . _ - only")
        print(provider.token(given.scope, given.unit, given.subject))


if __name__ == "__main__":
    main()
