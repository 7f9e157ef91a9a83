# The local issuer of tokens: an RSA key, its public half as JWKS, and RS256 JSON Web Tokens, with openssl alone.
# shellcheck shell=bash

readonly ISSUER=urn:tonghop:local
readonly AUDIENCE=tonghop

# Two issuers would be two ways in: where there is a provider, there is no local issuer.
issuer_up() {
    if [[ $SECURE == yes ]]; then
        rm -f "$SECRETS/issuer.pem" "$SECRETS/jwks.json"
        return
    fi
    if [[ ! -s $SECRETS/issuer.pem ]]; then
        (umask 077 && openssl genrsa -out "$SECRETS/issuer.new" 2048 2>/dev/null && mv "$SECRETS/issuer.new" "$SECRETS/issuer.pem")
    fi
    if [[ ! -s $SECRETS/jwks.json ]]; then
        issuer_jwks >"$SECRETS/jwks.new"
        mv "$SECRETS/jwks.new" "$SECRETS/jwks.json"
    fi
}

base64url() { basenc --base64url -w 0 | tr -d =; }

issuer_modulus() { openssl rsa -in "$SECRETS/issuer.pem" -noout -modulus | cut -d= -f2 | basenc --base16 -d | base64url; }

# RFC 7638: the key's own thumbprint names it.
issuer_kid() { printf '{"e":"AQAB","kty":"RSA","n":"%s"}' "$(issuer_modulus)" | openssl dgst -sha256 -binary | base64url; }

issuer_jwks() {
    printf '{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"%s","n":"%s","e":"AQAB"}]}\n' "$(issuer_kid)" "$(issuer_modulus)"
}

json_string() { # TEXT without control characters, see token_must_be_text
    local text=$1
    text=${text//\\/\\\\}
    printf '"%s"' "${text//\"/\\\"}"
}

json_strings() { # TEXT…: an array
    local text comma=''
    printf '['
    for text in "$@"; do
        printf '%s' "$comma"
        json_string "$text"
        comma=,
    done
    printf ']'
}

token_must_be_text() { # TEXT…
    [[ $* != *[[:cntrl:]]* ]] || die "a control character in: ${*@Q}"
}

token_make() { # SUBJECT TTL "SCOPE…" UNIT…
    local now header claims subject
    token_must_be_text "$1" "${@:3}"
    now=$(date +%s)
    subject=$(json_string "$1")
    header=$(printf '{"alg":"RS256","typ":"at+jwt","kid":"%s"}' "$(issuer_kid)" | base64url)
    claims=$(printf '{"iss":"%s","aud":"%s","sub":%s,"client_id":%s,"iat":%d,"nbf":%d,"exp":%d,"jti":"%s","scope":%s,"units":%s}' \
        "$ISSUER" "$AUDIENCE" "$subject" "$subject" "$now" "$now" $((now + $2)) "$(</proc/sys/kernel/random/uuid)" \
        "$(json_string "$3")" "$(json_strings "${@:4}")" | base64url)
    printf '%s.%s.%s\n' "$header" "$claims" \
        "$(printf '%s.%s' "$header" "$claims" | openssl dgst -sha256 -sign "$SECRETS/issuer.pem" -binary | base64url)"
}

token_admin() {
    if [[ $SECURE == yes ]]; then
        provider_call token --subject local-admin --scope "$SCOPES_ALL" --unit VN
    else
        token_make local-admin 3600 "$SCOPES_ALL" VN
    fi
}
