// ESP-IDF's own, which its eFuse headers name without a folder: the SDK's include path lacks it.
#include "efuse/esp32s3/include/esp_efuse_chip.h"
