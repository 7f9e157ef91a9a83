/* A page as it grows in a buffer: elements, and text that cannot become markup. Pure. */
#ifndef TONGHOP_CORE_HTML_H
#define TONGHOP_CORE_HTML_H

#include "core/buffer.h"

/* Text in an element or a quoted attribute: & < > " ' escaped, control characters but line end and tab left out. NULL: nothing. */
void html_text(struct buffer *to, const char *text);

/* Names of elements and classes are the program's own words, never input. klass NULL: none. */
void html_open(struct buffer *to, const char *element, const char *klass);
void html_close(struct buffer *to, const char *element); /* and a line end */
void html_element(struct buffer *to, const char *element, const char *klass, const char *text);

#endif
