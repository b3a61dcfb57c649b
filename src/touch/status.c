#include <knead/status.h>

static const char *const texts[] = {
#define KN_STATUS_TEXT(name, text) text,
    KN_STATUS_LIST(KN_STATUS_TEXT)};
const char *kn_status_text(kn_status s) { return (unsigned)s < KN_STATUS_COUNT ? texts[s] : "not a status of knead"; }
