/* Keeps the keys fresh: a file is looked at again in passing, a URL by a thread of its own, so that no request waits for it. */
#include "auth/keys.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "auth/ring.h"
#include "core/buffer.h"

#define RENEW_US (600 * MOMENT_SECOND)
#define FILE_LOOK_US MOMENT_SECOND
#define URL_AGE_US_MAX MOMENT_DAY

enum { URL_PAUSE_SECONDS = 30, URL_RENEW_SECONDS = 600, URL_CONNECT_MS = 2000, URL_TOTAL_MS = 5000 };

struct keys {
    char *source, *authority;
    bool is_url;

    pthread_rwlock_t lock; /* of the next two */
    struct ring *ring;     /* NULL: none read yet */
    moment_t renewed_at;

    pthread_mutex_t renewing; /* of all below */
    moment_t looked_at;       /* at the file */
    struct stat seen;         /* the file as it was read */
    pthread_cond_t wake;
    pthread_t thread;
    bool wanted, closing;
};

static void ring_replace(struct keys *keys, struct ring *ring) {
    pthread_rwlock_wrlock(&keys->lock);
    struct ring *old = keys->ring;
    keys->ring = ring;
    keys->renewed_at = clock_now();
    pthread_rwlock_unlock(&keys->lock);
    ring_free(old);
}

/* What was read takes the place of the old keys if there are keys in it. */
static bool ring_accept(struct keys *keys, const struct buffer *jwks) {
    struct ring *ring = ring_read(buffer_cstr(jwks), jwks->size);
    if (ring == NULL)
        return false;
    ring_replace(keys, ring);
    return true;
}

static bool file_read(int file, size_t size, struct buffer *to) {
    buffer_reserve(to, size);
    ssize_t got = read(file, to->bytes, size);
    to->size = got > 0 ? (size_t)got : 0;
    return got >= 0 && (size_t)got == size;
}

static bool file_is_as_seen(const struct keys *keys, const struct stat *now) {
    return keys->seen.st_mtim.tv_sec == now->st_mtim.tv_sec && keys->seen.st_mtim.tv_nsec == now->st_mtim.tv_nsec &&
           keys->seen.st_size == now->st_size && keys->seen.st_ino == now->st_ino;
}

/* True where other keys were read than before. */
static bool file_renew(struct keys *keys) {
    struct stat status;
    AUTO_BUFFER jwks = {0};
    int file = open(keys->source, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    bool fresh = fstat(file, &status) == 0 && !file_is_as_seen(keys, &status) && status.st_size <= JWKS_BYTES_MAX &&
                 file_read(file, (size_t)status.st_size, &jwks);
    close(file);
    if (!fresh || !ring_accept(keys, &jwks))
        return false;
    keys->seen = status;
    return true;
}

static size_t url_take(char *bytes, size_t size, size_t count, void *to) {
    struct buffer *jwks = to;
    size_t more = size * count;
    if (jwks->size + more > JWKS_BYTES_MAX)
        return 0;
    buffer_add(jwks, bytes, more);
    return more;
}

/* No redirects: the address is pinned by the settings. */
static void url_prepare(CURL *curl, const struct keys *keys, struct buffer *jwks) {
    curl_easy_setopt(curl, CURLOPT_URL, keys->source);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (*keys->authority != '\0')
        curl_easy_setopt(curl, CURLOPT_CAINFO, keys->authority);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)URL_CONNECT_MS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)URL_TOTAL_MS);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, url_take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, jwks);
}

static bool url_renew(struct keys *keys) {
    AUTO_BUFFER jwks = {0};
    CURL *curl = curl_easy_init();
    if (curl == NULL)
        return false;
    url_prepare(curl, keys, &jwks);
    long status = 0;
    bool read_whole = curl_easy_perform(curl) == CURLE_OK &&
                      curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK && status == 200;
    curl_easy_cleanup(curl);
    return read_whole && ring_accept(keys, &jwks);
}

static struct timespec seconds_from_now(int seconds) {
    struct timespec then;
    clock_gettime(CLOCK_MONOTONIC, &then);
    then.tv_sec += seconds;
    return then;
}

/* Waits for the moment, or for close; with `unless_wanted` also for someone who misses a key. */
static void wait_until(struct keys *keys, struct timespec then, bool unless_wanted) {
    int waited = 0;
    while (!keys->closing && !(unless_wanted && keys->wanted) && waited != ETIMEDOUT)
        waited = pthread_cond_timedwait(&keys->wake, &keys->renewing, &then);
}

static void *url_watch(void *context) {
    struct keys *keys = context;
    pthread_mutex_lock(&keys->renewing);
    while (!keys->closing) {
        struct timespec renewal = seconds_from_now(URL_RENEW_SECONDS);
        wait_until(keys, seconds_from_now(URL_PAUSE_SECONDS), false);
        wait_until(keys, renewal, true);
        if (keys->closing)
            break;
        pthread_mutex_unlock(&keys->renewing);
        bool renewed = url_renew(keys);
        pthread_mutex_lock(&keys->renewing);
        keys->wanted = !renewed;
    }
    pthread_mutex_unlock(&keys->renewing);
    return NULL;
}

static bool url_start(struct keys *keys, struct fail *fail) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    keys->wanted = !url_renew(keys);
    if (pthread_create(&keys->thread, NULL, url_watch, keys) == 0)
        return true;
    return fail_set(fail, FAULT_BROKEN, true, "auth", "no thread for the keys");
}

static bool is_url(const char *source) {
    return strncmp(source, "http://", 7) == 0 || strncmp(source, "https://", 8) == 0;
}

/* Whoever can change what is read here can sign for anybody. */
static bool is_exposed(const char *source) {
    static const char here[] = "http://127.0.0.1";
    size_t size = sizeof here - 1;
    if (strncmp(source, "http://", 7) != 0)
        return false;
    return strncmp(source, here, size) != 0 || strchr(":/", source[size]) == NULL;
}

static struct keys *keys_new(const char *source, const char *authority) {
    struct keys *keys = calloc(1, sizeof *keys);
    char *copy = strdup(source), *authority_copy = strdup(authority == NULL ? "" : authority);
    if (keys == NULL || copy == NULL || authority_copy == NULL)
        fail_stop("auth", "no memory left");
    *keys =
        (struct keys){.source = copy, .authority = authority_copy, .is_url = is_url(source), .looked_at = MOMENT_NONE};
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&keys->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_rwlock_init(&keys->lock, NULL);
    pthread_mutex_init(&keys->renewing, NULL);
    return keys;
}

static void keys_free(struct keys *keys) {
    ring_free(keys->ring);
    pthread_cond_destroy(&keys->wake);
    pthread_mutex_destroy(&keys->renewing);
    pthread_rwlock_destroy(&keys->lock);
    free(keys->source);
    free(keys->authority);
    free(keys);
}

bool keys_open(const char *source, const char *authority, struct keys **ret_keys, struct fail *fail) {
    if (is_exposed(source))
        return fail_set(fail, FAULT_INVALID, false, "auth", "keys are read by https only, not from %s", source);
    struct keys *keys = keys_new(source, authority);
    bool open = keys->is_url ? url_start(keys, fail) : file_renew(keys);
    if (open) {
        *ret_keys = keys;
        return true;
    }
    if (!keys->is_url)
        fail_set(fail, FAULT_INVALID, false, "auth", "no usable key in %s", source);
    keys_free(keys);
    return false;
}

void keys_close(struct keys *keys) {
    pthread_mutex_lock(&keys->renewing);
    keys->closing = true;
    pthread_cond_signal(&keys->wake);
    pthread_mutex_unlock(&keys->renewing);
    if (keys->is_url)
        pthread_join(keys->thread, NULL);
    keys_free(keys);
}

static jwk_t *key_copy(struct keys *keys, const char *kid, moment_t now, bool *ret_any) {
    pthread_rwlock_rdlock(&keys->lock);
    *ret_any = keys->ring != NULL && !(keys->is_url && now - keys->renewed_at > URL_AGE_US_MAX);
    const jwk_t *key = *ret_any ? ring_find(keys->ring, kid) : NULL;
    jwk_t *copy = key != NULL ? r_jwk_copy((jwk_t *)key) : NULL;
    pthread_rwlock_unlock(&keys->lock);
    return copy;
}

/* True where the file has other keys now. */
static bool file_look(struct keys *keys, moment_t now, moment_t pause_us) {
    pthread_mutex_lock(&keys->renewing);
    bool due = keys->looked_at == MOMENT_NONE || now - keys->looked_at >= pause_us;
    if (due)
        keys->looked_at = now;
    bool renewed = due && file_renew(keys);
    pthread_mutex_unlock(&keys->renewing);
    return renewed;
}

static void url_want(struct keys *keys) {
    pthread_mutex_lock(&keys->renewing);
    keys->wanted = true;
    pthread_cond_signal(&keys->wake);
    pthread_mutex_unlock(&keys->renewing);
}

jwk_t *keys_find(struct keys *keys, const char *kid, moment_t now, bool *ret_any) {
    jwk_t *key = key_copy(keys, kid, now, ret_any);
    if (keys->is_url) {
        if (key == NULL)
            url_want(keys);
        return key;
    }
    if (!file_look(keys, now, key != NULL ? RENEW_US : FILE_LOOK_US))
        return key;
    r_jwk_free(key);
    return key_copy(keys, kid, now, ret_any);
}
