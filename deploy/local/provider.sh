# The OpenID Connect provider of a secure stack: Debian's Glewlwyd with a database of its own, reached by https only.
# shellcheck shell=bash

provider_up() {
    [[ $SECURE == yes ]] || return 0
    if process_running provider && ! tls_is_newer provider; then
        say "Provider: already running (đang chạy), port $PROVIDER_PORT"
        return
    fi
    provider_down
    port_must_be_free "$PROVIDER_PORT" provider
    provider_configure
    say "Provider: starting at port $PROVIDER_PORT …"
    process_start provider glewlwyd -c "$TONGHOP_HOME/provider/provider.conf"
    process_wait provider 30 port_open "$PROVIDER_PORT"
    provider_call setup >"$LOGS/provider-setup.log" 2>&1 || die_with_log "$LOGS/provider-setup.log" "the provider could not be set up"
}

provider_configure() {
    local place=$TONGHOP_HOME/provider modules=/usr/lib/glewlwyd
    install -d -m 700 "$place"
    secret provider.password >/dev/null
    [[ -s $SECRETS/provider.pem ]] || (umask 077 && openssl genrsa -out "$SECRETS/provider.pem" 2048 2>/dev/null)
    if [[ ! -s $place/provider.db ]]; then
        zcat /usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz | /usr/bin/python3 -c \
            'import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.stdin.read())' "$place/provider.new"
        mv "$place/provider.new" "$place/provider.db"
    fi
    cat >"$place/provider.conf" <<END
# Written by deploy/local/up; changes are lost.
port = $PROVIDER_PORT
bind_address = "127.0.0.1"
external_url = "https://127.0.0.1:$PROVIDER_PORT"
login_url = "login.html"
api_prefix = "api"
static_files_path = "/usr/share/glewlwyd/webapp/"
log_mode = "console"
log_level = "WARNING"
cookie_domain = ""
cookie_secure = 1
session_expiration = 3600
session_key = "TONGHOP_PROVIDER"
admin_scope = "g_admin"
profile_scope = "g_profile"
user_module_path = "$modules/user"
user_middleware_module_path = "$modules/user_middleware"
client_module_path = "$modules/client"
user_auth_scheme_module_path = "$modules/scheme"
plugin_module_path = "$modules/plugin"
use_secure_connection = true
secure_connection_key_file = "$TLS/provider/key.pem"
secure_connection_pem_file = "$TLS/provider/cert.pem"
secure_connection_ca_file = "$TLS/ca.pem"
hash_algorithm = "SHA512"
database = { type = "sqlite3" path = "$place/provider.db" };
END
}

provider_call() { # COMMAND argument…
    /usr/bin/python3 "$DEPLOY/local/provider.py" --home "$TONGHOP_HOME" --port "$PROVIDER_PORT" --audience "https://127.0.0.1:$TONGHOP_PORT" "$@"
}

provider_issuer() { echo "https://127.0.0.1:$PROVIDER_PORT/api/oidc"; }

provider_down() { process_stop provider TERM 15 KILL; }
