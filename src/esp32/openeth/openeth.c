// OpenCores Ethernet of Espressif's QEMU through ESP-IDF's own driver, as plain functions for XS FFI. ESP-IDF 6.
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "esp_eth.h"
#include "esp_eth_mac_openeth.h"
#include "esp_event.h"
#include "esp_netif.h"

enum { DOWN = 0, LINKED = 1, ADDRESSED = 2 };

// Written by the task of ESP-IDF's events, read by the machine's.
static atomic_int state = DOWN;
static esp_netif_t *netif;
static bool started;

static void on_event(void *unused, esp_event_base_t base, int32_t id, void *data)
{
	(void)unused;
	(void)data;
	if (base == ETH_EVENT && id == ETHERNET_EVENT_CONNECTED)
		state = LINKED;
	else if (base == ETH_EVENT && (id == ETHERNET_EVENT_DISCONNECTED || id == ETHERNET_EVENT_STOP))
		state = DOWN;
	else if (base == IP_EVENT && id == IP_EVENT_ETH_GOT_IP)
		state = ADDRESSED;
	else if (base == IP_EVENT && id == IP_EVENT_ETH_LOST_IP)
		state = LINKED;
}

// ESP_ERR_INVALID_STATE: somebody did it before.
static esp_err_t once(esp_err_t result)
{
	return result == ESP_ERR_INVALID_STATE ? ESP_OK : result;
}

// Starts the interface and its DHCP client; 0, or ESP-IDF's error. A second call does nothing.
int32_t xiaozhi_ethernet_start(void)
{
	if (started)
		return ESP_OK;
	esp_err_t result = once(esp_netif_init());
	if (result == ESP_OK)
		result = once(esp_event_loop_create_default());
	if (result != ESP_OK)
		return result;

	eth_mac_config_t mac_config = ETH_MAC_DEFAULT_CONFIG();
	eth_phy_config_t phy_config = ETH_PHY_DEFAULT_CONFIG();
	phy_config.autonego_timeout_ms = 100; // there is nobody to negotiate with
	esp_eth_config_t config = ETH_DEFAULT_CONFIG(esp_eth_mac_new_openeth(&mac_config), esp_eth_phy_new_generic(&phy_config));
	esp_netif_config_t netif_config = ESP_NETIF_DEFAULT_ETH();
	esp_eth_handle_t ethernet = NULL;

	result = esp_eth_driver_install(&config, &ethernet);
	if (result != ESP_OK)
		return result;
	netif = esp_netif_new(&netif_config);
	result = esp_netif_attach(netif, esp_eth_new_netif_glue(ethernet));
	if (result == ESP_OK)
		result = esp_event_handler_register(ETH_EVENT, ESP_EVENT_ANY_ID, on_event, NULL);
	if (result == ESP_OK)
		result = esp_event_handler_register(IP_EVENT, ESP_EVENT_ANY_ID, on_event, NULL);
	if (result == ESP_OK)
		result = esp_eth_start(ethernet);
	started = result == ESP_OK;
	return result;
}

int32_t xiaozhi_ethernet_state(void)
{
	return state;
}

// Dotted IPv4, empty without one; freed by the caller (the FFI glue).
char *xiaozhi_ethernet_ip(void)
{
	char *text = calloc(1, 16);
	esp_netif_ip_info_t info;
	if (text && state == ADDRESSED && esp_netif_get_ip_info(netif, &info) == ESP_OK)
		snprintf(text, 16, IPSTR, IP2STR(&info.ip));
	return text;
}
