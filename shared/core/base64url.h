/* Base64url without padding (RFC 4648, section 5) read strictly: no other character, no bits left over, so that bytes have one text. */
#ifndef TONGHOP_CORE_BASE64URL_H
#define TONGHOP_CORE_BASE64URL_H

#include <stdbool.h>
#include <stddef.h>

/* `to` has room for size * 3 / 4 bytes. False: no such text. */
bool base64url_decode(const char *text, size_t size, void *to, size_t *ret_size) __attribute__((warn_unused_result));

#endif
