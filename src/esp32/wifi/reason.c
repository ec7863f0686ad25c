// Why ESP-IDF lost a Wi-Fi network, which the SDK's interface doesn't tell, as plain functions for XS FFI. ESP-IDF 6.
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "esp_event.h"
#include "esp_wifi.h"

// Written by the task of ESP-IDF's events, read by the machine's.
static atomic_int reason = 0;
static bool watching;

static void on_event(void *unused, esp_event_base_t base, int32_t id, void *data)
{
	(void)unused;
	(void)base;
	if (id == WIFI_EVENT_STA_DISCONNECTED && data)
		reason = ((const wifi_event_sta_disconnected_t *)data)->reason;
}

// Listens from now on; 0, or ESP-IDF's error. A second call does nothing.
int32_t xiaozhi_wifi_watch(void)
{
	if (watching)
		return 0;
	// The SDK makes the loop itself if nobody has.
	esp_err_t result = esp_event_loop_create_default();
	if (result == ESP_OK || result == ESP_ERR_INVALID_STATE)
		result = esp_event_handler_register(WIFI_EVENT, ESP_EVENT_ANY_ID, on_event, NULL);
	watching = result == ESP_OK;
	return result;
}

// wifi_err_reason_t of the last disconnection since the call before; 0 if there was none.
int32_t xiaozhi_wifi_reason(void)
{
	return atomic_exchange(&reason, 0);
}
