// ESP-IDF's own, which its eFuse headers name without a folder: the SDK's include path lacks it.
#include "efuse/include/esp_efuse.h"
