# nginx before the three services, at TONGHOP_PORT, from deploy/nginx.
# shellcheck shell=bash

gateway_up() {
    local place=$TONGHOP_HOME/nginx
    choose_user www-data
    directory_for www-data "$place" 755
    directory_for www-data "$place/temp" 700
    gateway_render "$place"
    if process_running gateway; then
        ! tls_is_newer gateway || GATEWAY_CHANGED=yes
        [[ $GATEWAY_CHANGED == no ]] || gateway_reload "$place"
        say "Gateway: already running (đang chạy), port $TONGHOP_PORT"
        return
    fi
    gateway_down
    port_must_be_free "$TONGHOP_PORT" gateway
    say "Gateway: starting at port $TONGHOP_PORT …"
    process_start gateway "${AS_USER[@]}" "$(nginx_program)" -e stderr -p "$place/" -c "$place/gateway.conf"
    process_wait gateway 15 port_open "$TONGHOP_PORT"
}

# Not in the PATH of a user who is not root.
nginx_program() { PATH=$PATH:/usr/sbin:/sbin command -v nginx || die "nginx is not installed"; }

gateway_render() { # DIRECTORY: sets GATEWAY_CHANGED
    local text
    GATEWAY_CHANGED=no
    text=$(<"$DEPLOY/nginx/gateway.conf.in")
    text=${text//@NGINX@/$1}
    text=${text//@TRANSPORT@/$(gateway_transport)}
    text=${text//@TLS@/$TLS}
    text=${text//@GATEWAY@/$TONGHOP_PORT}
    text=${text//@PLANS@/$(service_port plans)}
    text=${text//@REPORTS@/$(service_port reports)}
    text=${text//@AGGREGATION@/$(service_port aggregation)}
    if ! cmp -s "$DEPLOY/nginx/routes.map" "$1/routes.map" || ! cmp -s <(echo "$text") "$1/gateway.conf"; then
        cp "$DEPLOY/nginx/routes.map" "$1/routes.map"
        echo "$text" >"$1/gateway.conf"
        GATEWAY_CHANGED=yes
    fi
}

gateway_transport() {
    if [[ $SECURE == yes ]]; then
        cat "$DEPLOY/nginx/tls.conf.in"
    else
        echo '        listen 127.0.0.1:@GATEWAY@;'
    fi
}

gateway_reload() { # DIRECTORY
    local outcome=0
    "${AS_USER[@]}" "$(nginx_program)" -t -q -e stderr -p "$1/" -c "$1/gateway.conf" >"$LOGS/gateway-test.log" 2>&1 || outcome=$?
    ((outcome == 0)) || die_with_log "$LOGS/gateway-test.log" "the gateway refuses its new configuration"
    process_signal gateway HUP
    say "Gateway: configuration changed, reloaded"
}

# QUIT lets running requests end.
gateway_down() { process_stop gateway QUIT 30 TERM; }
