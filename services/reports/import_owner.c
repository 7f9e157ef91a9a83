/* The session whose lock says that this process lives. */
#include "import_owner.h"

#include <pthread.h>
#include <stdlib.h>

#include "core/text.h"

struct import_owner {
    const char *conninfo;
    pthread_mutex_t mutex;
    struct db *db; /* NULL: not open */
    char name[UUID_TEXT_SIZE];
};

struct import_owner *import_owner_new(const char *conninfo) {
    struct import_owner *owner = calloc(1, sizeof *owner);
    if (!owner)
        fail_stop("import", "no memory left");
    owner->conninfo = conninfo;
    pthread_mutex_init(&owner->mutex, NULL);
    return owner;
}

static void session_end(struct import_owner *owner) {
    db_close(owner->db);
    owner->db = NULL;
}

void import_owner_free(struct import_owner *owner) {
    struct fail gone_anyway;
    if (owner->db)
        (void)!db_script(owner->db, "SELECT pg_advisory_unlock_all()", &gone_anyway);
    session_end(owner);
    pthread_mutex_destroy(&owner->mutex);
    free(owner);
}

static bool session_begin(struct import_owner *owner, struct fail *fail) {
    uuid_new(clock_now(), owner->name);
    if (!db_open(owner->conninfo, "tonghop-reports-imports", &owner->db, fail))
        return false;
    if (import_owner_lock(owner->db, owner->name, fail))
        return true;
    session_end(owner);
    return false;
}

static bool session_lives(struct import_owner *owner) {
    struct fail lost;
    if (owner->db && !db_script(owner->db, "SELECT 1", &lost))
        session_end(owner);
    return owner->db != NULL;
}

bool import_owner_name(struct import_owner *owner, char ret_name[UUID_TEXT_SIZE], struct fail *fail) {
    pthread_mutex_lock(&owner->mutex);
    bool named = session_lives(owner) || session_begin(owner, fail);
    if (named)
        text_copy(ret_name, UUID_TEXT_SIZE, owner->name);
    pthread_mutex_unlock(&owner->mutex);
    return named;
}

bool import_owner_finish(struct import_owner *owner, const struct import_end *end, bool *ret_stands,
                         struct fail *fail) {
    pthread_mutex_lock(&owner->mutex);
    bool finished = owner->db ? import_finish(owner->db, end, ret_stands, fail)
                              : fail_set(fail, FAULT_BROKEN, true, "import_owner", "the session is lost");
    if (!finished)
        session_end(owner);
    pthread_mutex_unlock(&owner->mutex);
    return finished;
}
