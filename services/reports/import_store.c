/* Stores the batches of an import in a thread of its own, through the writer or in one transaction. */
#include "import_store.h"

static bool is_whole(const struct import_store *store) {
    return store->way == IMPORT_PLAIN || store->way == IMPORT_CAREFUL;
}

/* ---- In one transaction */

/* Two that store the same units in another order would wait for each other for ever: one at a time, and as long as a statement may take. */
bool import_store_open(struct import_store *store, struct fail *fail) {
    struct ledger *ledger = &store->ledger;
    return ledger->db ||
           (ledger_open(store->request->reports->service->conninfo, ledger, fail) && db_begin(ledger->db, fail) &&
            db_script(ledger->db,
                      "SET LOCAL lock_timeout = '25s';"
                      "SELECT pg_advisory_xact_lock(hashtextextended('import.atomic.' || current_schema(), 0))",
                      fail));
}

static void stamp(struct import_store *store, struct report_write *const *writes, uint32_t count) {
    report_writer_stamp(store->request->reports->writer, &store->ledger, writes, count);
}

/* Again for those that the floor of the ledger overtook. */
static bool store_careful(struct import_store *store, struct report_write *const *writes, uint32_t count) {
    struct report_write *early[IMPORT_CHUNK];
    uint32_t early_count = 0;
    stamp(store, writes, count);
    if (!ledger_store(&store->ledger, writes, count, &store->fail))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (ledger_is_below(&store->ledger, writes[i]))
            early[early_count++] = writes[i];
    return early_count == 0 || store_careful(store, early, early_count);
}

static bool store_plain(struct import_store *store, struct report_write *const *writes, uint32_t count) {
    bool whole;
    stamp(store, writes, count);
    if (!ledger_store_plain(&store->ledger, writes, count, &whole, &store->fail))
        return false;
    store->met_another = !whole;
    return whole || fail_set(&store->fail, FAULT_BUSY, true, "import", "others store some of it at the same time");
}

static bool store_in_transaction(struct import_store *store) {
    struct report_write *writes[IMPORT_CHUNK];
    for (uint32_t i = 0; i < store->count; i++)
        writes[i] = &store->writes[i];
    if (!import_store_open(store, &store->fail))
        return false;
    return store->way == IMPORT_PLAIN ? store_plain(store, writes, store->count)
                                      : store_careful(store, writes, store->count);
}

/* ---- Beside the rest */

static bool store_given(struct import_store *store) {
    if (is_whole(store))
        return store_in_transaction(store);
    report_writer_run(store->request->reports->writer, store->writes, store->count);
    return true;
}

static void *store_run(void *context) {
    struct import_store *store = context;
    for (semaphore_wait(&store->given); store->writes; semaphore_wait(&store->given)) {
        store->good = store_given(store);
        sem_post(&store->done);
    }
    return NULL;
}

/* False where there is no thread to be had: then it is done without. */
static bool is_running(struct import_store *store, bool wanted) {
    if (!store->running && wanted)
        store->running = pthread_create(&store->thread, NULL, store_run, store) == 0;
    return store->running;
}

void import_store_give(struct import_store *store, struct report_write *writes, uint32_t count, bool more) {
    store->writes = writes;
    store->count = count;
    store->under_way = is_running(store, more);
    if (store->under_way)
        sem_post(&store->given);
    else
        store->good = store_given(store);
}

bool import_store_settle(struct import_store *store, struct fail *fail) {
    if (store->under_way)
        semaphore_wait(&store->done);
    store->under_way = false;
    if (!store->good)
        *fail = store->fail;
    return store->good;
}

void import_store_give_up(struct import_store *store) {
    if (is_whole(store))
        store->way = IMPORT_CHECK;
    ledger_close(&store->ledger);
}

/* ---- */

void import_store_begin(struct import_store *store, const struct import_request *request, enum import_way way) {
    *store = (struct import_store){.request = request, .way = way, .good = true};
    sem_init(&store->given, 0, 0);
    sem_init(&store->done, 0, 0);
}

void import_store_end(struct import_store *store) {
    if (store->running) {
        store->writes = NULL;
        sem_post(&store->given);
        pthread_join(store->thread, NULL);
    }
    sem_destroy(&store->given);
    sem_destroy(&store->done);
    ledger_close(&store->ledger);
}
