"""Who may come in: tokens of a real OpenID Connect provider, and nothing that only looks like one. On a secure stack."""

import base64
import hashlib
import hmac
import json
import os
import pathlib
import signal
import subprocess
import time
import uuid

import pytest

from stack import CHECKOUT

ROUTES = ["/v1/units?limit=1", "/v1/obligations?limit=1", "/v1/consolidations?limit=1"]  # one of each service
READ = "plans:read reports:read rollups:read"
KID = "key-1"


@pytest.fixture(autouse=True)
def secure(stack):
    if not stack.provider:
        pytest.skip("needs a stack of up --secure")


def part(value):
    return base64.urlsafe_b64encode(value if isinstance(value, bytes) else json.dumps(value).encode()).rstrip(b"=").decode()


def parts(token):
    return [json.loads(base64.urlsafe_b64decode(piece + "==")) for piece in token.split(".")[:2]]


def good_header():
    return {"typ": "at+jwt", "alg": "RS256", "kid": KID}


def good_claims(stack):
    now = int(time.time())
    return {"iss": f"https://127.0.0.1:{stack.port + 25}/api/oidc", "aud": stack.url, "sub": "forger", "client_id": "forger", "iat": now, "nbf": now,
            "exp": now + 600, "jti": uuid.uuid4().hex, "scope": READ, "units": "VN"}


def sign(stack, header, claims, key=None):
    """With the provider's own key: what is refused then is not refused for its signature."""
    text = f"{header if isinstance(header, str) else part(header)}.{claims if isinstance(claims, str) else part(claims)}"
    signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", key or f"{stack.home}/secrets/provider.pem"], input=text.encode(), check=True, capture_output=True).stdout
    return f"{text}.{part(signature)}"


def ask(stack, token, path=ROUTES[0], **more):
    return stack.call("GET", path, token=token, **more)


def assert_refused(answer, challenge='Bearer error="invalid_token"'):
    assert answer.status == 401 and answer.headers["www-authenticate"] == challenge, answer
    assert answer.json["type"].endswith(":unauthenticated") and not answer.json.get("issues"), answer


def test_a_token_of_the_provider_reads_and_writes(stack):
    token = stack.provider.token("plans:read plans:write", ["VN"], "identity-writer")
    header, claims = parts(token)
    assert header["typ"] == "at+jwt" and header["alg"] in ("RS256", "ES256")
    assert (claims["aud"], claims["sub"], claims["scope"], claims["units"]) == (stack.url, "identity-writer", "plans:read plans:write", "VN")
    code = f"identity-{uuid.uuid4().hex[:8]}"
    indicator = {"programme": "pcmd", "name": {"vi": "Thử", "en": "A try"}, "unitOfMeasure": "person", "nature": "flow", "decimals": 0, "overUnits": "sum", "overPeriods": "sum"}
    made = stack.call("PUT", f"/v1/indicators/{code}", indicator, token=token)
    assert made.status == 201, made
    assert stack.get(f"/v1/indicators/{code}", token=token)["name"]["en"] == "A try"


def test_two_units_of_a_client_are_both_in_its_token(stack):
    token = stack.provider.token("reports:read", ["38", "40"], "identity-two")
    assert parts(token)[1]["units"] == "38,40"
    seen = [stack.call("GET", f"/v1/obligations?within={unit}&limit=1", token=token) for unit in ("38", "40", "01")]
    assert [answer.status for answer in seen[:2]] == [200, 200] and (seen[2].status != 200 or seen[2].json["items"] == []), seen


def test_whoever_lacks_the_scope_is_known_but_not_let_in(stack):
    answer = ask(stack, stack.provider.token("reports:read", ["VN"], "identity-narrow"))
    assert answer.status == 403 and answer.headers["www-authenticate"] == 'Bearer error="insufficient_scope", scope="plans:read"', answer


@pytest.mark.parametrize("path", ROUTES)
def test_without_a_token_nobody_comes_in(stack, path):
    assert_refused(ask(stack, "", path), "Bearer")
    assert_refused(ask(stack, "", path, headers={"Authorization": "Basic YTpi"}))
    assert ask(stack, sign(stack, good_header(), good_claims(stack)), path).status == 200


HEADERS = {
    "no kid": {"kid": None},
    "an unknown kid": {"kid": "key-99"},
    "a kid that is a path": {"kid": "../../../../dev/null"},
    "an ID token": {"typ": "JWT"},
    "no type": {"typ": None},
    "another algorithm of the family": {"alg": "RS512"},
    "zip": {"zip": "DEF"},
    "crit": {"crit": ["exp"]},
    "jku": {"jku": "https://attacker.example/jwks"},
    "x5u": {"x5u": "https://attacker.example/cert"},
    "x5c": {"x5c": ["MIIB"]},
    "jwk": {"jwk": {"kty": "RSA", "n": "AQAB", "e": "AQAB"}},
}


@pytest.mark.parametrize("change", HEADERS.values(), ids=HEADERS.keys())
def test_a_header_that_is_not_an_access_tokens_is_refused(stack, change):
    header = {name: value for name, value in (good_header() | change).items() if value is not None}
    assert_refused(ask(stack, sign(stack, header, good_claims(stack))))


CLAIMS = {
    "another issuer": {"iss": "https://attacker.example"},
    "the issuer with a slash": lambda claims: {"iss": claims["iss"] + "/"},
    "the local issuer": {"iss": "urn:tonghop:local", "aud": "tonghop"},
    "another audience": {"aud": "https://elsewhere.example"},
    "a list without us": {"aud": ["https://a.example", "https://b.example"]},
    "no audience": {"aud": None},
    "expired": lambda claims: {"exp": claims["iat"] - 61, "iat": claims["iat"] - 3600},
    "no end": {"exp": None},
    "an end that is a text": lambda claims: {"exp": str(claims["exp"])},
    "an end in a year": lambda claims: {"exp": claims["iat"] + 365 * 86400},
    "not yet": lambda claims: {"nbf": claims["iat"] + 300},
    "issued in the future": lambda claims: {"iat": claims["iat"] + 300},
    "nobody": {"sub": None},
    "units that are none": {"units": {"38": True}},
}


@pytest.mark.parametrize("change", CLAIMS.values(), ids=CLAIMS.keys())
def test_claims_that_are_not_for_us_are_refused(stack, change):
    claims = good_claims(stack)
    claims = {name: value for name, value in (claims | (change(claims) if callable(change) else change)).items() if value is not None}
    assert_refused(ask(stack, sign(stack, good_header(), claims)))


def test_a_minute_between_two_clocks_is_forgiven(stack):
    claims = good_claims(stack)
    assert ask(stack, sign(stack, good_header(), claims | {"iat": claims["iat"] + 45, "nbf": claims["iat"] + 45})).status == 200
    assert ask(stack, sign(stack, good_header(), claims | {"iat": claims["iat"] - 600, "exp": claims["iat"] - 30})).status == 200


def test_forgeries_are_refused(stack, tmp_path):
    header, claims = good_header(), good_claims(stack)
    good = sign(stack, header, claims)
    own, public = tmp_path / "own.pem", tmp_path / "public.pem"
    subprocess.run(["openssl", "genrsa", "-out", own, "2048"], check=True, capture_output=True)
    subprocess.run(["openssl", "rsa", "-in", f"{stack.home}/secrets/provider.pem", "-pubout", "-out", public], check=True, capture_output=True)
    text = f"{part(header | {'alg': 'HS256'})}.{part(claims)}"
    as_secret = f"{text}.{part(hmac.digest(public.read_bytes(), text.encode(), hashlib.sha256))}"
    twice = part(json.dumps(claims)[:-1].encode() + b',"scope":"admin"}')
    nobody = part(header | {"alg": "none"})
    forgeries = {
        "another's key": sign(stack, header, claims, str(own)),
        "no algorithm": f"{nobody}.{part(claims)}.", "no algorithm, signed": f"{nobody}.{part(claims)}.{good.split('.')[2]}",
        "the public key as a secret": as_secret,
        "other claims under a good signature": f"{part(header)}.{part(claims | {'scope': 'admin'})}.{good.split('.')[2]}",
        "a claim twice": sign(stack, header, twice),
        "a header twice": sign(stack, part(json.dumps(header)[:-1].encode() + b',"alg":"none"}'), claims),
        "two parts": good.rsplit(".", 1)[0], "one part": good.replace(".", ""), "four parts": good + ".e30", "no signature": good.rsplit(".", 1)[0] + ".",
    }
    for what, token in forgeries.items():
        assert ask(stack, token).status == 401, what
        assert_refused(ask(stack, token))
    assert ask(stack, good).status == 200


def test_a_token_of_20_kilobytes_is_refused(stack):
    token = sign(stack, good_header(), good_claims(stack) | {"padding": "x" * 15000})
    assert len(token) > 20000 and ask(stack, token).status in (401, 431)
    assert_refused(ask(stack, token, "/v1/units?limit=1", port=stack.port + 1))


def test_the_local_issuer_is_off(stack, tmp_path):
    said = subprocess.run([str(CHECKOUT / "deploy/local/token"), "--scope", READ, "--unit", "VN"], capture_output=True, text=True)
    assert said.returncode == 1 and "OpenID Connect provider" in said.stderr and said.stdout == "", said
    assert not pathlib.Path(stack.home, "secrets/issuer.pem").exists()
    script = 'cd "$1" && . deploy/local/lib.sh && . deploy/local/issuer.sh && home_choose && mkdir -p "$SECRETS" && issuer_up && token_make forger 600 "$2" VN'
    made = subprocess.run(["bash", "-c", script, "bash", str(CHECKOUT), READ], env=os.environ | {"TONGHOP_HOME": str(tmp_path / "other")}, check=True, capture_output=True, text=True)
    assert_refused(ask(stack, made.stdout.strip()))


def test_a_new_key_is_taken_up_and_the_old_one_goes_on(stack):
    old = stack.provider.token(READ, ["VN"], "identity-rotated")
    kid = stack.provider.rotate()
    new = stack.provider.token(READ, ["VN"], "identity-rotated")
    assert parts(new)[0] == {"typ": "at+jwt", "alg": "ES256", "kid": kid} and parts(old)[0]["kid"] != kid
    deadline = time.monotonic() + 45  # an unknown kid is asked about once in 30 s
    for path in ROUTES:
        while ask(stack, new, path).status != 200:
            assert time.monotonic() < deadline, path
            time.sleep(0.3)
        assert ask(stack, old, path).status == 200, path


def test_while_the_provider_is_away_tokens_go_on(stack):
    pid = int(pathlib.Path(stack.home, "run/provider.pid").read_text().split()[0])
    os.kill(pid, signal.SIGTERM)
    try:
        fresh = sign(stack, good_header(), good_claims(stack))
        assert [ask(stack, fresh, path).status for path in ROUTES] == [200] * 3
        stranger = sign(stack, good_header() | {"kid": "key-77"}, good_claims(stack))
        assert_refused(ask(stack, stranger))
    finally:
        subprocess.run([str(CHECKOUT / "deploy/local/up"), "--empty"], check=True, capture_output=True,
                       env=os.environ | {"TONGHOP_BIN": os.environ.get("TONGHOP_BIN", str(CHECKOUT / "build/asan/bin"))})
    assert ask(stack, stack.provider.token(READ, ["VN"], "identity-back")).status == 200
