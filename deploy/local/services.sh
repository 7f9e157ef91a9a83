# The three services: built, migrated, started, and restarted where the binary is newer than the process.
# shellcheck shell=bash

# Another build's binaries may be given in TONGHOP_BIN; then they are taken as they are.
services_build() {
    if [[ -n ${TONGHOP_BIN:-} ]]; then
        say "Services: binaries of $TONGHOP_BIN, not built here"
        return
    fi
    step "Services: building (đang biên dịch)" "$LOGS/build.log" services_compile
}

services_compile() {
    cd "$CHECKOUT" &&
        { [[ -f build/release/build.ninja ]] || cmake --preset release; } &&
        cmake --build --preset release
}

services_up() {
    local name bin=${TONGHOP_BIN:-$CHECKOUT/build/release/bin} started=()
    seal_up
    for name in "${SERVICES[@]}"; do
        [[ -x $bin/tonghop-$name ]] || die "no program $bin/tonghop-$name (chưa có chương trình)"
        if service_is_current "$name" "$bin/tonghop-$name"; then
            say "$name: already running (đang chạy), port $(service_port "$name")"
        else
            service_start "$name" "$bin/tonghop-$name"
            started+=("$name")
        fi
    done
    for name in "${started[@]}"; do
        process_wait "$name" 60 http_ok "$(admin_port "$name")" /readyz
        say "$name: ready (sẵn sàng)"
    done
}

# The key that consolidated reports are sealed with: made once, for its owner only.
seal_up() {
    [[ -s $SECRETS/seal.pem ]] ||
        (umask 077 && openssl ecparam -name prime256v1 -genkey -noout -out "$SECRETS/seal.new" && mv "$SECRETS/seal.new" "$SECRETS/seal.pem")
}

service_is_current() { # SERVICE BINARY
    process_running "$1" && ! tls_is_newer "$1" && [[ ! $2 -nt $RUN/$1.pid && $(readlink "/proc/$PID/exe") == "$(realpath "$2")" ]]
}

service_start() { # SERVICE BINARY
    service_down "$1"
    port_must_be_free "$(service_port "$1")" "$1"
    port_must_be_free "$(admin_port "$1")" "$1, admin"
    say "$1: starting at port $(service_port "$1") …"
    # A subshell, so that a password reaches this service's environment, no command line, and no other service.
    (
        service_environment "$1"
        "$2" migrate >"$LOGS/$1-migrate.log" 2>&1 || die_with_log "$LOGS/$1-migrate.log" "$1: migration failed"
        process_start "$1" "$2" serve
    )
}

# Settings of the services that you export yourself pass through; those of these scripts, and what "env" printed, do not.
service_environment() { # SERVICE
    export -n TONGHOP_HOME TONGHOP_PORT TONGHOP_BIN TONGHOP_PARTITIONS TONGHOP_URL TONGHOP_TOKEN TONGHOP_KAFKA TONGHOP_TLS TONGHOP_CA "${!TONGHOP_DB@}"
    export TONGHOP_BIND=127.0.0.1
    issuer_environment
    [[ $SECURE == no ]] || kafka_environment "$1"
    export TONGHOP_KAFKA_BROKERS=127.0.0.1:$KAFKA_PORT TONGHOP_LOG_LEVEL=${TONGHOP_LOG_LEVEL:-info}
    TONGHOP_HTTP_PORT=$(service_port "$1")
    TONGHOP_ADMIN_PORT=$(admin_port "$1")
    TONGHOP_DB_URL=$(database_url "tonghop_$1")
    export TONGHOP_HTTP_PORT TONGHOP_ADMIN_PORT TONGHOP_DB_URL
    [[ $1 != aggregation ]] || export TONGHOP_SEAL_KEY_FILE=$SECRETS/seal.pem
}

# One issuer: the local one, or in a secure stack the provider.
issuer_environment() {
    export TONGHOP_ISSUER=$ISSUER TONGHOP_AUDIENCE=$AUDIENCE TONGHOP_JWKS=$SECRETS/jwks.json
    [[ $SECURE == yes ]] || return 0
    TONGHOP_ISSUER=$(provider_issuer)
    TONGHOP_AUDIENCE=$(gateway_url)
    TONGHOP_JWKS=$TONGHOP_ISSUER/jwks
    export TONGHOP_JWKS_CA=$TLS/ca.pem
}

kafka_environment() { # SERVICE
    export TONGHOP_KAFKA_CA=$TLS/ca.pem TONGHOP_KAFKA_CERT=$TLS/$1/cert.pem TONGHOP_KAFKA_KEY=$TLS/$1/key.pem
}

service_down() { process_stop "$1" TERM 30 KILL; } # SERVICE

# All are told first, so that they drain at the same time.
services_down() {
    local name
    say "services: stopping (đang dừng) …"
    for name in "${SERVICES[@]}"; do process_signal "$name" TERM; done
    for name in "${SERVICES[@]}"; do service_down "$name"; done
}
