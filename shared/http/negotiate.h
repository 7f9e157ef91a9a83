/* Lists of preferences with weights, as Accept, Accept-Language and Accept-Encoding have them. Private to this room. */
#ifndef TONGHOP_HTTP_NEGOTIATE_H
#define TONGHOP_HTTP_NEGOTIATE_H

#include <stdbool.h>

#include "core/issue.h"

/* Weight 0…1000 of a media type under an Accept header: that of the most specific range that covers it. */
int accept_weight(const char *accept, const char *media_type);
/* The best of the offered media types (NULL-closed, the first is the default); NULL: none is acceptable. */
const char *accept_best(const char *accept, const char *const *offered);
enum language accept_language(const char *header); /* NULL: Vietnamese */
bool accepts_gzip(const char *header);

#endif
