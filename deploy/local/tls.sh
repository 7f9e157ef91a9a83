# The certificates of a secure stack: an authority of its own in the home, and a short-lived certificate for each part.
# shellcheck shell=bash

readonly TLS_DAYS=30 TLS_RENEW_SECONDS=$((10 * 24 * 3600)) TLS_AUTHORITY_DAYS=3650

tls_up() {
    local name
    [[ $SECURE == yes ]] || return 0
    install -d -m 755 "$TLS"
    tls_authority
    tls_certificate gateway www-data
    tls_certificate postgres postgres
    for name in kafka provider operator "${SERVICES[@]}"; do tls_certificate "$name" "$(id -un)"; done
}

# Whoever has this key can be anybody in the stack: it never leaves secrets/.
tls_authority() {
    [[ ! -s $TLS/ca.pem || ! -s $SECRETS/ca.key ]] || return 0
    (umask 077 && openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$SECRETS/ca.key" 2>/dev/null)
    openssl req -x509 -new -key "$SECRETS/ca.key" -days "$TLS_AUTHORITY_DAYS" -subj "/CN=authority of a local Tonghop" -out "$TLS/ca.new" \
        -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign"
    mv "$TLS/ca.new" "$TLS/ca.pem"
}

# A new key with each certificate. The name is who the holder is to Kafka; the addresses are those of a local stack.
tls_certificate() { # NAME OWNER
    local place=$TLS/$1
    ! tls_is_good "$place/cert.pem" || return 0
    rm -rf "$place.new"
    install -d -m 700 "$place.new"
    (umask 077 && openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$place.new/key.pem" 2>/dev/null)
    tls_sign "$1" "$place.new/key.pem" >"$place.new/cert.pem" || die "no certificate could be made for $1"
    (umask 077 && cat "$place.new/key.pem" "$place.new/cert.pem" >"$place.new/both.pem")
    ((EUID != 0)) || chown -R "$2:" "$place.new"
    rm -rf "$place"
    mv "$place.new" "$place"
    say "Certificate: $1, for $TLS_DAYS days (chứng thư mới)"
}

tls_is_good() { # CERTIFICATE: ours, and not to end within days
    [[ -s $1 ]] && openssl x509 -in "$1" -noout -checkend "$TLS_RENEW_SECONDS" >/dev/null && openssl verify -CAfile "$TLS/ca.pem" "$1" >/dev/null 2>&1
}

tls_sign() { # NAME KEY
    openssl req -new -key "$2" -subj "/CN=$1" |
        openssl x509 -req -CA "$TLS/ca.pem" -CAkey "$SECRETS/ca.key" -set_serial "0x$(openssl rand -hex 16)" -days "$TLS_DAYS" -sha256 -extfile <(
            printf '%s\n' 'basicConstraints=critical,CA:FALSE' 'keyUsage=critical,digitalSignature' \
                'extendedKeyUsage=serverAuth,clientAuth' 'subjectAltName=DNS:localhost,IP:127.0.0.1'
        ) 2>/dev/null
}

# A process goes on with the certificate that it read when it started.
tls_is_newer() { # NAME
    [[ $SECURE == yes && $TLS/$1/cert.pem -nt $RUN/$1.pid ]]
}
