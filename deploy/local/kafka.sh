# A private Apache Kafka of one KRaft node, and the topics of deploy/topics.tsv.
# shellcheck shell=bash

# The compiler that is soon done and the collector of one thread: on a small machine the usual ones cost more than the broker's own work.
readonly KAFKA_JAVA=(java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dlog4j2.statusLoggerLevel=OFF)

kafka_up() {
    if process_running kafka && ! tls_is_newer kafka; then
        say "Kafka: already running (đang chạy), port $KAFKA_PORT"
        return
    fi
    kafka_down
    port_must_be_free "$KAFKA_PORT" Kafka
    port_must_be_free "$KAFKA_CONTROLLER_PORT" "Kafka's controller"
    kafka_fetch
    kafka_configure
    kafka_format
    say "Kafka: starting at port $KAFKA_PORT …"
    process_start kafka "${KAFKA_JAVA[@]}" -Xmx384m -cp "$TONGHOP_HOME/kafka/lib/*" \
        kafka.Kafka "$TONGHOP_HOME/kafka/server.properties"
    process_wait kafka 90 grep -q 'Kafka Server started' "$LOGS/kafka.log"
}

# The copied pom is the mark of a complete fetch; a newer pom fetches again.
kafka_fetch() {
    local place=$TONGHOP_HOME/kafka
    ! cmp -s "$DEPLOY/local/kafka/pom.xml" "$place/lib/pom.xml" || return 0
    mkdir -p "$place"
    rm -rf "${place:?}/lib"
    step "Kafka: fetching the broker, 38 MB (đang tải)" "$LOGS/maven.log" \
        mvn -q -B -f "$DEPLOY/local/kafka/pom.xml" dependency:copy-dependencies -DoutputDirectory="$place/lib"
    cp "$DEPLOY/local/kafka/pom.xml" "$place/lib/pom.xml"
}

kafka_configure() {
    cat >"$TONGHOP_HOME/kafka/server.properties" <<END
# Written by deploy/local/up; changes are lost.
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$KAFKA_CONTROLLER_PORT
listeners=CLIENT://127.0.0.1:$KAFKA_PORT,CONTROLLER://127.0.0.1:$KAFKA_CONTROLLER_PORT
advertised.listeners=CLIENT://127.0.0.1:$KAFKA_PORT
listener.security.protocol.map=CLIENT:$(kafka_protocol),CONTROLLER:$(kafka_protocol)
inter.broker.listener.name=CLIENT
controller.listener.names=CONTROLLER
log.dirs=$TONGHOP_HOME/kafka/data
auto.create.topics.enable=false
message.max.bytes=2097152
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=16777216
# A broker killed with -9 may register again after 3 s; with the default it is refused for 14 s.
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=300
END
    [[ $SECURE == no ]] || kafka_configure_tls >>"$TONGHOP_HOME/kafka/server.properties"
}

# As the services and the clients of examples/ take it: what TLS needs stands behind the brokers.
kafka_brokers() { # NAME
    printf '127.0.0.1:%d' "$KAFKA_PORT"
    [[ $SECURE == no ]] || printf ';security.protocol=ssl;ssl.ca.location=%s;ssl.certificate.location=%s;ssl.key.location=%s' \
        "$TLS/ca.pem" "$TLS/$1/cert.pem" "$TLS/$1/key.pem"
}

kafka_protocol() { if [[ $SECURE == yes ]]; then echo SSL; else echo PLAINTEXT; fi; }

# Whoever connects shows a certificate of our authority, and its name is who they are. Nobody may what is not written.
kafka_configure_tls() {
    cat <<END
ssl.client.auth=required
ssl.enabled.protocols=TLSv1.3,TLSv1.2
ssl.keystore.type=PEM
ssl.keystore.location=$TLS/kafka/both.pem
ssl.truststore.type=PEM
ssl.truststore.location=$TLS/ca.pem
ssl.principal.mapping.rules=RULE:^CN=([a-z-]+)\$/\$1/,DEFAULT
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
allow.everyone.if.no.acl.found=false
super.users=User:kafka;User:operator
END
}

kafka_format() {
    local place=$TONGHOP_HOME/kafka cluster
    [[ ! -f $place/data/meta.properties ]] || return 0
    # A cluster id is 16 random bytes; one that begins with "-" would be read as an option.
    cluster=A$(openssl rand 16 | basenc --base64url | cut -c2-22)
    step "Kafka: making the log directory" "$LOGS/kafka-format.log" "${KAFKA_JAVA[@]}" -cp "$place/lib/*" \
        kafka.tools.StorageTool format -t "$cluster" -c "$place/server.properties"
}

# One connection makes all topics in a fraction of a second; Kafka's own tool needs a JVM for each.
# /usr/bin/python3 and not the first of PATH, which may be one without Debian's modules.
topics_up() {
    local outcome=0
    /usr/bin/python3 "$DEPLOY/local/kafka/topics.py" "127.0.0.1:$KAFKA_PORT" "$DEPLOY/topics.tsv" \
        "${TONGHOP_PARTITIONS:-8}" "$([[ $SECURE == no ]] || echo "$TLS")" >"$LOGS/topics.log" 2>&1 || outcome=$?
    ((outcome == 0)) || die_with_log "$LOGS/topics.log" "the topics could not be made"
    say "Topics: $(tail -n 1 "$LOGS/topics.log")"
    [[ $SECURE == no ]] || rights_up
}

rights_up() {
    local outcome=0
    /usr/bin/python3 "$DEPLOY/local/kafka/acls.py" "127.0.0.1:$KAFKA_PORT" "$DEPLOY/topics.tsv" "$TLS" >"$LOGS/acls.log" 2>&1 || outcome=$?
    ((outcome == 0)) || die_with_log "$LOGS/acls.log" "the services were not given their rights"
}

kafka_down() { process_stop kafka TERM 30 KILL; }
