// What only C can reach on an ESP32-S3, as plain functions for XS FFI (see manifest.json here). ESP-IDF 6.
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The SDK's include path has `components` of ESP-IDF and some of the folders in it; the others are named from there.
#include "app_update/include/esp_ota_ops.h"
#include "bootloader_support/include/bootloader_random.h"
#include "efuse/esp32s3/include/esp_efuse_table.h"
#include "esp_efuse.h"
#include "esp_app_desc.h"
#include "esp_chip_info.h"
#include "esp_driver_tsens/include/driver/temperature_sensor.h"
#include "esp_flash.h"
#include "esp_mac.h"
#include "esp_partition.h"
#include "esp_psram/include/esp_psram.h"
#include "esp_random.h"
#include "esp_security/include/esp_hmac.h"
#include "esp_system.h"
#include "esp_wifi.h"
#include "sdkconfig.h"

// This driver exists for QEMU only, which has no sensors: ESP-IDF's drivers would wait for them for ever.
#if CONFIG_ETH_USE_OPENETH
	#define EMULATED 1
#endif

#define SERIAL_LENGTH 32
#define HMAC_LENGTH 32
// About 100 bytes an entry of the partition table, and 800 for the rest.
#define JSON_MAX 3072

typedef struct {
	char *text;
	size_t length;
	bool full;
} json_t;

__attribute__((format(printf, 2, 3))) static void put(json_t *json, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(json->text + json->length, JSON_MAX - json->length, format, arguments);
	va_end(arguments);
	if (length < 0 || (size_t)length >= JSON_MAX - json->length)
		json->full = true;
	else
		json->length += (size_t)length;
}

// Text from flash or eFuse: what JSON would have to escape, and what is no ASCII, is left out.
static void put_text(json_t *json, const char *key, const char *text, size_t limit)
{
	put(json, ",\"%s\":\"", key);
	for (size_t i = 0; i < limit && text[i]; i++)
		if (text[i] >= ' ' && text[i] <= '~' && text[i] != '"' && text[i] != '\\')
			put(json, "%c", text[i]);
	put(json, "\"");
}

static void put_serial(json_t *json)
{
	char serial[SERIAL_LENGTH + 1] = {0};
	if (esp_efuse_read_field_blob(ESP_EFUSE_USER_DATA, serial, SERIAL_LENGTH * 8) != ESP_OK)
		return;
	// An unwritten eFuse is all zero, one with something else in it is no serial number.
	if (strnlen(serial, sizeof serial) != SERIAL_LENGTH)
		return;
	for (int i = 0; i < SERIAL_LENGTH; i++)
		if (serial[i] <= ' ' || serial[i] > '~')
			return;
	put_text(json, "serial", serial, SERIAL_LENGTH);
}

static void put_partitions(json_t *json)
{
	put(json, ",\"partitions\":[");
	bool first = true;
	esp_partition_iterator_t it = esp_partition_find(ESP_PARTITION_TYPE_ANY, ESP_PARTITION_SUBTYPE_ANY, NULL);
	while (it) {
		const esp_partition_t *part = esp_partition_get(it);
		put(json, "%s{\"type\":%d,\"subtype\":%d,\"address\":%lu,\"size\":%lu", first ? "" : ",", (int)part->type,
			(int)part->subtype, (unsigned long)part->address, (unsigned long)part->size);
		put_text(json, "label", part->label, sizeof part->label);
		put(json, "}");
		first = false;
		it = esp_partition_next(it);
	}
	esp_partition_iterator_release(it);
	put(json, "]");
}

static void put_application(json_t *json)
{
	const esp_app_desc_t *app = esp_app_get_description();
	put_text(json, "idf", app->idf_ver, sizeof app->idf_ver);
	put(json, ",\"elfSha256\":\"");
	for (size_t i = 0; i < sizeof app->app_elf_sha256; i++)
		put(json, "%02x", app->app_elf_sha256[i]);
	put(json, "\"");
	const esp_partition_t *running = esp_ota_get_running_partition();
	if (running)
		put_text(json, "running", running->label, sizeof running->label);
}

// All facts as one JSON text; freed by the caller (the FFI glue). NULL: out of memory.
char *xiaozhi_facts(void)
{
	json_t json = {.text = malloc(JSON_MAX)};
	if (!json.text)
		return NULL;

	esp_chip_info_t chip;
	esp_chip_info(&chip);
	uint8_t mac[6] = {0};
	esp_read_mac(mac, ESP_MAC_WIFI_STA);
	uint32_t flash = 0;
	esp_flash_get_size(NULL, &flash);

	put(&json, "{\"mac\":\"%02x:%02x:%02x:%02x:%02x:%02x\"", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
	put_text(&json, "chip", CONFIG_IDF_TARGET, sizeof CONFIG_IDF_TARGET);
	put(&json, ",\"model\":%d,\"cores\":%d,\"revision\":%d,\"features\":%lu", (int)chip.model, chip.cores,
		chip.revision, (unsigned long)chip.features);
	put(&json, ",\"flash\":%lu", (unsigned long)flash);
#if CONFIG_SPIRAM
	if (esp_psram_is_initialized())
		put(&json, ",\"psram\":%lu", (unsigned long)esp_psram_get_size());
#endif
	put(&json, ",\"reset\":%d", (int)esp_reset_reason());
	put_serial(&json);
	put_application(&json);
	put_partitions(&json);
	put(&json, "}");
	if (json.full)
		strcpy(json.text, "{}"); // half a text would be no JSON
	return json.text;
}

// Degrees Celsius; NaN if the sensor does not answer.
float xiaozhi_temperature(void)
{
#if EMULATED
	return NAN;
#endif
	temperature_sensor_config_t config = TEMPERATURE_SENSOR_CONFIG_DEFAULT(-10, 80);
	temperature_sensor_handle_t sensor = NULL;
	float celsius = NAN;
	if (temperature_sensor_install(&config, &sensor) != ESP_OK)
		return NAN;
	if (temperature_sensor_enable(sensor) == ESP_OK) {
		if (temperature_sensor_get_celsius(sensor, &celsius) != ESP_OK)
			celsius = NAN;
		temperature_sensor_disable(sensor);
	}
	temperature_sensor_uninstall(sensor);
	return celsius;
}

uint32_t xiaozhi_min_free_heap(void)
{
	return esp_get_minimum_free_heap_size();
}

// The hardware source is only as good as its noise: the radio's, or before it runs the ADC's.
void xiaozhi_random(uint8_t *bytes, uint32_t count)
{
	wifi_mode_t mode;
	bool quiet = esp_wifi_get_mode(&mode) == ESP_ERR_WIFI_NOT_INIT;
#if EMULATED
	quiet = false; // the emulator's source is the computer's
#endif
	if (quiet)
		bootloader_random_enable();
	esp_fill_random(bytes, count);
	if (quiet)
		bootloader_random_disable();
}

// The key never leaves the chip. It has to be in a block that is burnt for HMAC by software.
int32_t xiaozhi_hmac(const uint8_t *message, uint32_t length, uint8_t *digest)
{
	if (esp_efuse_get_key_purpose(EFUSE_BLK_KEY0) != ESP_EFUSE_KEY_PURPOSE_HMAC_UP)
		return ESP_ERR_NOT_FOUND;
	return esp_hmac_calculate(HMAC_KEY0, message, length, digest);
}

// 1 while the bootloader would go back to the other image at the next start.
int32_t xiaozhi_is_unproven(void)
{
	esp_ota_img_states_t state;
	const esp_partition_t *running = esp_ota_get_running_partition();
	return running && esp_ota_get_state_partition(running, &state) == ESP_OK && state == ESP_OTA_IMG_PENDING_VERIFY;
}

int32_t xiaozhi_mark_valid(void)
{
	return esp_ota_mark_app_valid_cancel_rollback();
}

void xiaozhi_restart(void)
{
	esp_restart();
}
