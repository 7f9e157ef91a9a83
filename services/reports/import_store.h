/* Where an import stores its rows: one batch after the other, while the next is made. Private to import_*.c. */
#ifndef TONGHOP_REPORTS_IMPORT_STORE_H
#define TONGHOP_REPORTS_IMPORT_STORE_H

#include <pthread.h>

#include "core/semaphore.h"
#include "import_run.h"
#include "ledger.h"

enum import_way {
    IMPORT_CHECK,   /* nothing is stored */
    IMPORT_EACH,    /* what can be stored, through the writer */
    IMPORT_PLAIN,   /* all in one transaction, taking for granted that nobody else stores any of it meanwhile */
    IMPORT_CAREFUL, /* all in one transaction, whatever others do */
};

struct import_store {
    const struct import_request *request;
    enum import_way way;
    struct ledger ledger; /* with the open transaction, from the first batch on */
    bool met_another;     /* IMPORT_PLAIN took it for granted wrongly: the transaction is lost */

    /* Private. */
    pthread_t thread;
    sem_t given, done;
    bool running, under_way, good;
    struct report_write *writes; /* NULL: the thread ends */
    uint32_t count;
    struct fail fail;
};

void import_store_begin(struct import_store *store, const struct import_request *request, enum import_way way);
/* Undoes what is not committed. */
void import_store_end(struct import_store *store);

/* At most IMPORT_CHUNK, which belong to the store until it is settled; nothing else may be under way. They are stored by a thread if more will come, else
 * at once. */
void import_store_give(struct import_store *store, struct report_write *writes, uint32_t count, bool more);
/* Waits until what was given is stored. False: it could not be. */
bool import_store_settle(struct import_store *store, struct fail *fail) MUST_CHECK;

/* Opens the transaction, where it is not open yet. */
bool import_store_open(struct import_store *store, struct fail *fail) MUST_CHECK;
/* Of all or nothing, where a row is refused: what is stored is undone, and nothing more will be. Nothing may be under way. */
void import_store_give_up(struct import_store *store);

#endif
