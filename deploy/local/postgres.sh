# A private PostgreSQL 15 cluster: one database, one role and one schema for each service.
# shellcheck shell=bash

readonly POSTGRES_BIN=/usr/lib/postgresql/15/bin

postgres_up() {
    choose_user postgres
    if process_running postgres; then
        say "PostgreSQL: already running (đang chạy), port $POSTGRES_PORT"
        ! tls_is_newer postgres || process_signal postgres HUP
    else
        # Backends that outlived a killed postmaster would keep the new one from starting.
        process_sweep postgres
        postgres_forget_zombie
        port_must_be_free "$POSTGRES_PORT" PostgreSQL
        postgres_make_cluster
        postgres_configure
        say "PostgreSQL: starting at port $POSTGRES_PORT …"
        process_start postgres "${AS_USER[@]}" "$POSTGRES_BIN/postgres" -D "$TONGHOP_HOME/postgres/data"
        process_wait postgres 60 "$POSTGRES_BIN/pg_isready" -q -h 127.0.0.1 -p "$POSTGRES_PORT"
    fi
    postgres_make_database
}

# A killed postmaster that nobody has collected yet is dead, but PostgreSQL takes its pid for a living one.
postgres_forget_zombie() {
    local lock=$TONGHOP_HOME/postgres/data/postmaster.pid pid stat
    [[ -f $lock ]] && read -r pid <"$lock" || return 0
    stat=$(cat "/proc/$pid/stat" 2>/dev/null) || return 0
    [[ ${stat##*) } != Z* ]] || rm -f "$lock" "$RUN/postgres/.s.PGSQL.$POSTGRES_PORT.lock"
}

# initdb works beside the final name: one that was interrupted is never taken for a cluster.
postgres_make_cluster() {
    local place=$TONGHOP_HOME/postgres
    [[ ! -d $place/data ]] || return 0
    directory_for postgres "$place" 700
    rm -rf "$place/data.new"
    postgres_password_file "$place/password.new"
    step "PostgreSQL: making the cluster" "$LOGS/initdb.log" "${AS_USER[@]}" "$POSTGRES_BIN/initdb" \
        -D "$place/data.new" -U postgres --encoding=UTF8 --locale=C.UTF-8 --data-checksums \
        --auth=scram-sha-256 --pwfile="$place/password.new"
    rm -f "$place/password.new"
    echo "include 'tonghop.conf'" >>"$place/data.new/postgresql.conf"
    mv "$place/data.new" "$place/data"
}

postgres_password_file() { # FILE
    (umask 077 && secret postgres.password >"$1")
    ((EUID != 0)) || chown postgres: "$1"
}

# Written before every start: the port and the machine may have changed since.
postgres_configure() {
    local data=$TONGHOP_HOME/postgres/data socket=$RUN/postgres sockets=''
    directory_for postgres "$socket" 755
    # The kernel takes 107 bytes for the path of a socket.
    ((${#socket} + ${#POSTGRES_PORT} + 12 > 100)) || sockets=$socket
    cat >"$data/tonghop.conf" <<END
# Written by deploy/local/up; changes are lost.
listen_addresses = '127.0.0.1'
port = $POSTGRES_PORT
unix_socket_directories = '$sockets'
max_connections = 100
password_encryption = 'scram-sha-256'
shared_buffers = '$(postgres_buffers_mb)MB'
synchronous_commit = on
wal_compression = lz4
jit = off
logging_collector = off
log_destination = 'stderr'
log_line_prefix = '%m [%p] %u@%a '
timezone = 'UTC'
log_timezone = 'UTC'
END
    if [[ $SECURE == yes ]]; then
        postgres_configure_tls "$data"
        return
    fi
    cat >"$data/pg_hba.conf" <<END
# Written by deploy/local/up; changes are lost.
local   all   all                  scram-sha-256
host    all   all   127.0.0.1/32   scram-sha-256
END
}

# By TLS and nothing else: a socket has none.
postgres_configure_tls() { # DATA
    cat >>"$1/tonghop.conf" <<END
unix_socket_directories = ''
ssl = on
ssl_min_protocol_version = 'TLSv1.2'
ssl_cert_file = '$TLS/postgres/cert.pem'
ssl_key_file = '$TLS/postgres/key.pem'
END
    cat >"$1/pg_hba.conf" <<END
# Written by deploy/local/up; changes are lost.
hostssl all   all   127.0.0.1/32   scram-sha-256
END
}

postgres_buffers_mb() { # an eighth of the memory, between 64 and 512 MB
    local kilobytes megabytes
    read -r _ kilobytes _ < <(grep '^MemTotal:' /proc/meminfo)
    megabytes=$((kilobytes / 1024 / 8))
    ((megabytes <= 512)) || megabytes=512
    ((megabytes >= 64)) || megabytes=64
    echo "$megabytes"
}

postgres_psql() { # psql arguments…: as the superuser
    local tls=()
    [[ $SECURE == no ]] || tls=(env PGSSLMODE=verify-full "PGSSLROOTCERT=$TLS/ca.pem")
    PGPASSWORD=$(secret postgres.password) PGOPTIONS='-c client_min_messages=warning' \
        "${tls[@]}" "$POSTGRES_BIN/psql" -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$POSTGRES_PORT" -U postgres "$@"
}

# Passwords go by environment: a command line is open to every user of the machine.
postgres_make_database() {
    local outcome=0
    PLANS_PASSWORD=$(secret tonghop_plans.password) \
        REPORTS_PASSWORD=$(secret tonghop_reports.password) \
        AGGREGATION_PASSWORD=$(secret tonghop_aggregation.password) \
        postgres_psql -d postgres -f "$DEPLOY/local/database.sql" >"$LOGS/database.log" 2>&1 || outcome=$?
    ((outcome == 0)) || die_with_log "$LOGS/database.log" "the database and its roles could not be made"
}

postgres_down() { process_stop postgres INT 60 QUIT; }
