# Shared by the scripts of deploy/local: settings, messages, secrets, and the processes of one TONGHOP_HOME.
# shellcheck shell=bash disable=SC2034  # its variables are used by the scripts that source it

set -euo pipefail
export LC_ALL=C.UTF-8
umask 022

CHECKOUT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
DEPLOY=$CHECKOUT/deploy
readonly CHECKOUT DEPLOY
readonly SERVICES=(plans reports aggregation)
readonly SCOPES_ALL='plans:read plans:write reports:read reports:write reports:review rollups:read raw consolidations:write admin'

# ---- messages

say() { printf '%s\n' "$*"; }

die() {
    printf '\n%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

die_with_log() { # LOG message…
    local log=$1
    shift
    {
        printf '\n%s: %s\n' "$(basename "$0")" "$*"
        printf -- '--- the last lines of %s (những dòng cuối)\n' "$log"
        tail -n 20 "$log" 2>/dev/null | cut -c1-400 || true
    } >&2
    exit 1
}

# Runs a long command with its output in a log, and shows that it goes on: the log's last line on a terminal, else a line every 10 s.
step() { # "what it does" LOG command…
    local what=$1 log=$2 began=$SECONDS ticker outcome=0
    shift 2
    say "$what …"
    progress "$log" "$began" "$BASHPID" 9>&- &
    ticker=$!
    "$@" >"$log" 2>&1 </dev/null || outcome=$?
    kill "$ticker" 2>/dev/null || true
    wait "$ticker" 2>/dev/null || true
    [[ ! -t 1 ]] || printf '\r\e[K'
    ((outcome == 0)) || die_with_log "$log" "failed (exit $outcome): $what"
    ((SECONDS - began < 2)) || say "  done in $((SECONDS - began)) s"
}

progress() { # LOG BEGAN PARENT
    local last
    while sleep 1 >/dev/null && kill -0 "$3" 2>/dev/null; do
        [[ -t 1 ]] || (((SECONDS - $2) % 10 == 9)) || continue
        last=$(tail -n 1 "$1" 2>/dev/null | tr -d '\000-\037' | cut -c1-90) || true
        if [[ -t 1 ]]; then
            printf '\r\e[K  %d s  %s' $((SECONDS - $2)) "$last"
        else
            printf '  %d s  %s\n' $((SECONDS - $2)) "$last"
        fi
    done
}

# ---- settings

# The path ends up in the files of nginx, Kafka and PostgreSQL, whose quoting differs: take what needs none.
home_choose() {
    TONGHOP_HOME=$(realpath -m -- "${TONGHOP_HOME:-$CHECKOUT/.local}")
    [[ $TONGHOP_HOME =~ ^/[A-Za-z0-9._+@/\ -]+$ ]] ||
        die "TONGHOP_HOME may hold letters, digits, spaces and . _ + @ - only: $TONGHOP_HOME"
    [[ $TONGHOP_HOME != "${HOME:-/}" && $TONGHOP_HOME != "$CHECKOUT" ]] ||
        die "TONGHOP_HOME must be a directory of its own, not $TONGHOP_HOME"
    RUN=$TONGHOP_HOME/run
    LOGS=$TONGHOP_HOME/log
    SECRETS=$TONGHOP_HOME/secrets
    TLS=$TONGHOP_HOME/tls
    mode_read
}

# A home remembers whether it is secure, as it remembers its port.
mode_read() {
    SECURE=no
    [[ ! -f $TONGHOP_HOME/secure ]] || SECURE=yes
}

mode_make_secure() {
    [[ $SECURE == no ]] || return 0
    ! anything_runs || die "$TONGHOP_HOME runs without --secure; stop it first: deploy/local/down"
    touch "$TONGHOP_HOME/secure"
    SECURE=yes
}

# A home remembers its port, so that "down", "status" and "env" need not be told again.
port_choose() {
    local remembered=''
    [[ ! -f $TONGHOP_HOME/port ]] || remembered=$(<"$TONGHOP_HOME/port")
    TONGHOP_PORT=${TONGHOP_PORT:-${remembered:-8080}}
    [[ $TONGHOP_PORT =~ ^[1-9][0-9]{3,4}$ && $TONGHOP_PORT -ge 1024 && $TONGHOP_PORT -le 65504 ]] ||
        die "TONGHOP_PORT must be between 1024 and 65504: $TONGHOP_PORT"
    PORT_REMEMBERED=${remembered:-$TONGHOP_PORT}
    POSTGRES_PORT=$((TONGHOP_PORT + 20))
    PROVIDER_PORT=$((TONGHOP_PORT + 25))
    KAFKA_PORT=$((TONGHOP_PORT + 30))
    KAFKA_CONTROLLER_PORT=$((TONGHOP_PORT + 31))
}

service_port() { # SERVICE
    case $1 in
        plans) echo $((TONGHOP_PORT + 1)) ;;
        reports) echo $((TONGHOP_PORT + 2)) ;;
        aggregation) echo $((TONGHOP_PORT + 3)) ;;
        *) die "no such service: $1" ;;
    esac
}

admin_port() { echo $(($(service_port "$1") + 10)); } # SERVICE

home_make() {
    mkdir -p "$TONGHOP_HOME" "$RUN" "$LOGS"
    install -d -m 700 "$SECRETS"
    if [[ $PORT_REMEMBERED != "$TONGHOP_PORT" ]] && anything_runs; then
        die "$TONGHOP_HOME runs at port $PORT_REMEMBERED; for port $TONGHOP_PORT stop it first: deploy/local/down"
    fi
    echo "$TONGHOP_PORT" >"$TONGHOP_HOME/port"
}

# Two "up" of one home at once would start everything twice. Descriptor 9 is closed in all that outlives us.
home_lock() {
    mkdir -p "$RUN"
    exec 9>"$RUN/lock"
    flock -n 9 || die "another deploy/local/up or down is at work on $TONGHOP_HOME"
}

# ---- secrets

secret() { # NAME: prints it, and makes it first where it is not there yet
    local file=$SECRETS/$1
    if [[ ! -s $file ]]; then
        (umask 077 && openssl rand -hex 24 >"$file.new" && mv "$file.new" "$file")
    fi
    cat "$file"
}

database_url() { # ROLE
    local password
    password=$(secret "$1.password")
    printf 'postgresql://%s:%s@127.0.0.1:%d/tonghop' "$1" "$password" "$POSTGRES_PORT"
    [[ $SECURE == no ]] || printf '?sslmode=verify-full&sslrootcert=%s' "${TLS// /%20}/ca.pem"
}

# ---- processes: $RUN/NAME.pid holds "pid start-ticks boot", so that a reused pid never passes for ours

process_identity() { # PID: prints "pid start-ticks boot" of a living process
    local stat boot fields
    { read -r stat <"/proc/$1/stat" && read -r boot </proc/sys/kernel/random/boot_id; } 2>/dev/null || return 1
    read -ra fields <<<"${stat##*) }" # after the name, which may hold anything; [0] state, [3] session, [19] start
    [[ ${fields[0]} != [ZX] ]] || return 1
    echo "$1 ${fields[19]} $boot"
}

process_running() { # NAME: sets PID
    local recorded
    PID=''
    [[ -f $RUN/$1.pid ]] || return 1
    recorded=$(<"$RUN/$1.pid")
    [[ $recorded =~ ^[0-9]+\  && $(process_identity "${recorded%% *}") == "$recorded" ]] || return 1
    PID=${recorded%% *}
}

# A process that was killed with -9 may leave children, nginx its workers, which hold the port. Each process leads a session of
# its own, and the kernel gives a leader's pid to nobody while its session has members: same boot and no other leader, so ours.
process_sweep() { # NAME
    local leader start boot deadline=$((SECONDS + 10))
    [[ -f $RUN/$1.pid ]] || return 0
    read -r leader start boot <"$RUN/$1.pid"
    [[ $boot == "$(</proc/sys/kernel/random/boot_id)" ]] || return 0
    while ((SECONDS < deadline)) && session_signal "$leader" "$start"; do sleep 0.1; done
}

session_signal() { # LEADER START: sends TERM to all of the session that live; fails when nobody does
    local file stat fields anybody=1
    for file in "/proc/$1/stat" /proc/[0-9]*/stat; do
        { read -r stat <"$file"; } 2>/dev/null || continue
        read -ra fields <<<"${stat##*) }"
        [[ ${stat%% *} != "$1" || ${fields[19]} == "$2" ]] || return 1 # the pid has a new owner
        [[ ${fields[3]} == "$1" && ${fields[0]} != [ZX] ]] || continue
        kill -TERM "${stat%% *}" 2>/dev/null || true
        anybody=0
    done
    return "$anybody"
}

anything_runs() {
    local name
    for name in gateway "${SERVICES[@]}" provider kafka postgres; do
        if process_running "$name"; then return 0; fi
    done
    return 1
}

process_start() { # NAME command…: detached, output in $LOGS/NAME.log; one older log is kept
    local name=$1
    shift
    [[ ! -s $LOGS/$name.log ]] || mv -f "$LOGS/$name.log" "$LOGS/$name.log.1"
    setsid "$@" </dev/null >"$LOGS/$name.log" 2>&1 9>&- &
    process_identity $! >"$RUN/$name.pid" || die_with_log "$LOGS/$name.log" "$name ended at once"
}

process_wait() { # NAME SECONDS check…: until the check succeeds
    local name=$1 deadline=$((SECONDS + $2))
    shift 2
    until "$@" >/dev/null 2>&1; do
        process_running "$name" || die_with_log "$LOGS/$name.log" "$name ended while starting (đã dừng khi khởi động)"
        ((SECONDS < deadline)) || die_with_log "$LOGS/$name.log" "$name is not ready in time; it still runs as pid $PID"
        sleep 0.1
    done
}

process_signal() { # NAME SIGNAL
    if process_running "$1"; then kill "-$2" "$PID" 2>/dev/null || true; fi
}

process_stop() { # NAME SIGNAL SECONDS LAST-SIGNAL: waits, and is not polite for ever
    local name=$1 deadline=$((SECONDS + $3))
    if process_running "$name"; then
        say "$name: stopping pid $PID (đang dừng) …"
        process_signal "$name" "$2"
        while process_running "$name"; do
            if ((SECONDS >= deadline)); then
                say "  not gone after $3 s, sending SIG$4; see $LOGS/$name.log"
                process_signal "$name" "$4"
                deadline=$((SECONDS + 10))
            fi
            sleep 0.1
        done
    fi
    process_sweep "$name"
    rm -f "$RUN/$name.pid"
}

gateway_url() {
    if [[ $SECURE == yes ]]; then echo "https://127.0.0.1:$TONGHOP_PORT"; else echo "http://127.0.0.1:$TONGHOP_PORT"; fi
}

port_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; } # PORT

port_must_be_free() { # PORT "what for"
    ! port_open "$1" ||
        die "port $1 ($2) is taken by another program (cổng đang bận); choose another TONGHOP_PORT"
}

http_status() { # PORT PATH
    curl -s -o /dev/null -w '%{http_code}' --noproxy '*' --max-time 2 "http://127.0.0.1:$1$2" || true
}

http_ok() { [[ $(http_status "$1" "$2") == 200 ]]; } # PORT PATH

# Root starts PostgreSQL and nginx as a Debian system user. That user may not be able to enter a home below /root: then,
# and only then, it keeps the one capability to pass directories.
choose_user() { # USER: sets AS_USER, the words to put before a command
    AS_USER=()
    ((EUID == 0)) || return 0
    AS_USER=(setpriv --reuid "$1" --regid "$1" --init-groups)
    "${AS_USER[@]}" test -x "$TONGHOP_HOME" || AS_USER+=(--inh-caps +dac_override --ambient-caps +dac_override)
}

directory_for() { # USER DIRECTORY MODE
    if ((EUID == 0)); then
        install -d -o "$1" -g "$1" -m "$3" "$2"
    else
        install -d -m "$3" "$2"
    fi
}
