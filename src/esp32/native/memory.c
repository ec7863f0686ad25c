// How much memory the XS machine and the chip use: exact figures of a real board, or of one that is emulated. XS 17, ESP-IDF 6.
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "xsAll.h"

#include "esp_heap_caps.h"
#include "esp_system.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

#define JSON_MAX 512
// Slots below the present end of the stack that a running function may be about to use.
#define STACK_MARGIN 16
// So many slots in a row that were never used: what is below them was not the stack's. Regular expressions work at its very bottom.
#define STACK_GAP 32
#define UNUSED 0x5aa5a55a

// The SDK's main.c: the machine that runs the program.
extern txMachine *gThe;

static bool marked;

// The stack grows down, slot by slot. What is marked was never used.
void xiaozhi_memory_start(void)
{
	if (!gThe)
		return;
	for (uint32_t *word = (uint32_t *)gThe->stackBottom; word < (uint32_t *)(gThe->stack - STACK_MARGIN); word++)
		*word = UNUSED;
	marked = true;
}

static int stack_peak(void)
{
	txSlot *lowest = gThe->stack;
	if (!marked)
		return 0;
	for (txSlot *slot = lowest - 1; slot >= gThe->stackBottom && lowest - slot <= STACK_GAP; slot--)
		if (((uint32_t *)slot)[0] != UNUSED || ((uint32_t *)slot)[1] != UNUSED)
			lowest = slot;
	return (int)(gThe->stackTop - lowest);
}

// Freed by the caller (the FFI glue). "Peak" has garbage in it: pools are collected when they are full.
char *xiaozhi_memory(void)
{
	char *text = malloc(JSON_MAX);
	if (!text || !gThe)
		return text;
	snprintf(text, JSON_MAX,
		"{\"chunkBytes\":%d,\"chunkPeakBytes\":%d,\"chunkPoolBytes\":%d,\"slots\":%d,\"slotsPeak\":%d,\"slotsPool\":%d,"
		"\"stackPeakSlots\":%d,\"stackPoolSlots\":%d,\"nativeStackFreeBytes\":%u,"
		"\"freeHeapBytes\":%u,\"minimumFreeHeapBytes\":%u,\"freeInternalBytes\":%u}",
		(int)gThe->currentChunksSize, (int)gThe->peakChunksSize, (int)gThe->maximumChunksSize,
		(int)gThe->currentHeapCount, (int)gThe->peakHeapCount, (int)gThe->maximumHeapCount,
		stack_peak(), (int)(gThe->stackTop - gThe->stackBottom), (unsigned)uxTaskGetStackHighWaterMark(NULL),
		(unsigned)esp_get_free_heap_size(), (unsigned)esp_get_minimum_free_heap_size(),
		(unsigned)heap_caps_get_free_size(MALLOC_CAP_INTERNAL));
	return text;
}
