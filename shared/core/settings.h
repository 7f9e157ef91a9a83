/* Settings are rows: name, kind, bounds, default, secrecy and help. --print-config, docs/settings.md and the checks at start
 * derive from them. The environment wins over the file named by TONGHOP_CONFIG (ini: no sections, lines below 200 bytes, a ;
 * after a space starts a comment); an unknown name in the file refuses to start. */
#ifndef TONGHOP_CORE_SETTINGS_H
#define TONGHOP_CORE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/fail.h"

enum setting_kind { SETTING_TEXT, SETTING_NUMBER, SETTING_FLAG };
enum setting_secrecy { SETTING_OPEN, SETTING_SECRET };

struct setting {
    const char *name; /* TONGHOP_HTTP_PORT */
    enum setting_kind kind;
    const char *fallback; /* as text; NULL: must be given */
    int64_t min, max;     /* of a number; of a text: its length in characters, where a max of 0 sets no bound */
    enum setting_secrecy secrecy;
    const char *help;
};

struct settings {
    const struct setting *rows;
    size_t count;
    const char **values; /* as text, by row */
};

/* Reads file and environment, checks every row; all problems go into `*ret_problems` (one a line, in the arena; no values). */
bool settings_load(const struct setting *rows, size_t count, struct arena *arena, struct settings *ret_settings,
                   const char **ret_problems) MUST_CHECK;
const char *setting_text(const struct settings *settings, const char *name); /* unknown name: stops the process */
int64_t setting_number(const struct settings *settings, const char *name);
bool setting_flag(const struct settings *settings, const char *name);
void settings_print(const struct settings *settings);                         /* NAME=value to stdout, secrets masked */
void settings_document(const struct setting *rows, size_t count, const char *service); /* a Markdown table */

#endif
