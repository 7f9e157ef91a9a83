/* The settings every service has, joined with those of its own. */
#include <string.h>

#include "service/settings.h"

static const struct setting common[] = {
    {"TONGHOP_BIND", SETTING_TEXT, "127.0.0.1", 7, 15, SETTING_OPEN, "IPv4 address both ports listen at"},
    {"TONGHOP_HTTP_PORT", SETTING_NUMBER, NULL, 1, 65535, SETTING_OPEN, "Port of the service"},
    {"TONGHOP_ADMIN_PORT", SETTING_NUMBER, NULL, 1, 65535, SETTING_OPEN,
     "Port of /livez, /readyz, /metrics and /version; for operators only"},
    {"TONGHOP_DB_URL", SETTING_TEXT, NULL, 1, 0, SETTING_SECRET, "PostgreSQL connection URL of the service's own role"},
    {"TONGHOP_DB_POOL", SETTING_NUMBER, "8", 1, 200, SETTING_OPEN, "Database connections shared by requests"},
    {"TONGHOP_KAFKA_BROKERS", SETTING_TEXT, NULL, 1, 0, SETTING_OPEN,
     "Kafka bootstrap servers, host:port, comma-separated"},
    {"TONGHOP_KAFKA_CA", SETTING_TEXT, "", 0, 0, SETTING_OPEN,
     "File of the authority that Kafka's certificate must be of; Kafka is spoken to by TLS then, with the next two"},
    {"TONGHOP_KAFKA_CERT", SETTING_TEXT, "", 0, 0, SETTING_OPEN,
     "File of the certificate that Kafka knows the service by"},
    {"TONGHOP_KAFKA_KEY", SETTING_TEXT, "", 0, 0, SETTING_OPEN, "File of the key of that certificate"},
    {"TONGHOP_JWKS", SETTING_TEXT, NULL, 1, 0, SETTING_OPEN,
     "File or https URL of the token issuer's public keys (JWKS)"},
    {"TONGHOP_JWKS_CA", SETTING_TEXT, "", 0, 0, SETTING_OPEN,
     "File of the authority that the certificate at the JWKS URL must be of; empty: those of the system"},
    {"TONGHOP_ISSUER", SETTING_TEXT, NULL, 1, 0, SETTING_OPEN, "Issuer (iss) that tokens must name exactly"},
    {"TONGHOP_AUDIENCE", SETTING_TEXT, "tonghop", 1, 0, SETTING_OPEN, "Audience (aud) that tokens must name"},
    {"TONGHOP_LOG_LEVEL", SETTING_TEXT, "info", 4, 5, SETTING_OPEN, "Least level logged: debug, info, warn or error"},
    {"TONGHOP_CONNECTIONS_MAX", SETTING_NUMBER, "1000", 1, 100000, SETTING_OPEN,
     "Open client connections; more are not accepted"},
    {"TONGHOP_RATE_PER_S", SETTING_NUMBER, "2000", 0, 1000000, SETTING_OPEN,
     "Requests a second that one client (client_id and sub of its token) may make for long; 0: no limit"},
    {"TONGHOP_RATE_BURST", SETTING_NUMBER, "20000", 1, 1000000, SETTING_OPEN,
     "Requests that one client may make at once after a rest; ten rows of an import count as one"},
    {"TONGHOP_TRUSTED_PROXIES", SETTING_TEXT, "127.0.0.0/8,::1", 0, 0, SETTING_OPEN,
     "Addresses and networks (CIDR) of the gateways, comma-separated; where a client is, as the audit keeps it, is "
     "believed from them alone"},
    {"TONGHOP_AUDIT_INTERVAL_S", SETTING_NUMBER, "600", 1, 86400, SETTING_OPEN,
     "Seconds after which the heads of the audit chains are published, where they have moved"},
};

const char *service_brokers(const struct settings *settings, struct arena *arena) {
    const char *brokers = setting_text(settings, "TONGHOP_KAFKA_BROKERS");
    const char *ca = setting_text(settings, "TONGHOP_KAFKA_CA"), *cert = setting_text(settings, "TONGHOP_KAFKA_CERT");
    const char *key = setting_text(settings, "TONGHOP_KAFKA_KEY");
    if (*ca == '\0' && *cert == '\0' && *key == '\0')
        return brokers;
    if (*ca == '\0' || *cert == '\0' || *key == '\0')
        return NULL;
    return arena_format(arena,
                        "%s;security.protocol=ssl;ssl.endpoint.identification.algorithm=https;ssl.ca.location=%s;"
                        "ssl.certificate.location=%s;ssl.key.location=%s",
                        brokers, ca, cert, key);
}

const struct setting *service_settings(const struct service_definition *definition, struct arena *arena,
                                       size_t *ret_count) {
    size_t count = sizeof common / sizeof common[0];
    struct setting *rows = arena_new_array(arena, struct setting, count + definition->setting_count);
    memcpy(rows, common, sizeof common);
    if (definition->setting_count > 0)
        memcpy(rows + count, definition->settings, definition->setting_count * sizeof *rows);
    *ret_count = count + definition->setting_count;
    return rows;
}
