// ESP-IDF's own, which another header of it names without a component: the SDK's include path lacks it.
#include "esp_hal_mspi/include/hal/spi_flash_types.h"
