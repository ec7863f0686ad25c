// How much memory the XS machine and the chip use: exact figures of a real board, or of one that is emulated. XS 17, ESP-IDF 6.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "xsAll.h"

#include "esp_heap_caps.h"
#include "esp_system.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

#define JSON_MAX 512
// The SDK's main.c: the machine that runs the program.
extern txMachine *gThe;

// Freed by the caller (the FFI glue). Garbage is collected first: `slots` and `chunkBytes` are what is alive. "Peak" has garbage in it, since
// else pools are collected only when they are full.
char *xiaozhi_memory(void)
{
	char *text = malloc(JSON_MAX);
	if (!text || !gThe)
		return text;
	fxCollectGarbage(gThe);
	snprintf(text, JSON_MAX,
		"{\"chunkBytes\":%d,\"chunkPeakBytes\":%d,\"chunkPoolBytes\":%d,\"slots\":%d,\"slotsPeak\":%d,\"slotsPool\":%d,"
		"\"stackPoolSlots\":%d,\"nativeStackFreeBytes\":%u,"
		"\"freeHeapBytes\":%u,\"minimumFreeHeapBytes\":%u,\"freeInternalBytes\":%u}",
		(int)gThe->currentChunksSize, (int)gThe->peakChunksSize, (int)gThe->maximumChunksSize,
		(int)gThe->currentHeapCount, (int)gThe->peakHeapCount, (int)gThe->maximumHeapCount,
		(int)(gThe->stackTop - gThe->stackBottom), (unsigned)uxTaskGetStackHighWaterMark(NULL),
		(unsigned)esp_get_free_heap_size(), (unsigned)esp_get_minimum_free_heap_size(),
		(unsigned)heap_caps_get_free_size(MALLOC_CAP_INTERNAL));
	return text;
}
