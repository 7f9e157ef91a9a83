/* Units and agencies as people call them. Pure; texts are the names' own, or constants. */
#ifndef TONGHOP_DOMAIN_UNIT_WORDS_H
#define TONGHOP_DOMAIN_UNIT_WORDS_H

#include "core/issue.h"
#include "domain/agency.h"

/* Bytes of "Tỉnh ", "Thành phố " … in front of a unit's own name; 0: none. */
size_t unit_type_size(const char *name);
/* "Tỉnh Thanh Hóa" → "Thanh Hóa"; Quận 1 stays Quận 1. */
const char *unit_own_name(const char *name);
/* Where an agency of the unit signs: the unit's own name; of the nation the capital's. */
const char *unit_seat(const char *name, bool nation);
/* The name of a registered agency; what the agencies of an implied function are called; else its code. */
const char *agency_in_words(const struct agency_ref *agency, enum language language);

#endif
