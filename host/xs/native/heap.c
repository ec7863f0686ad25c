/* Heap geometry of the device, and the figures about it. */
#include "xs-device.h"

/* A bundled program keeps every top-level name of every module on the stack while it is loaded. */
#define mxLoadStackSlots 16384
#define mxUnusedByte 0xA5
/* Slots are skipped when a frame is made, so the end of the used part is a run of untouched ones. */
#define mxUnusedRun 32

txDeviceHeap gxDeviceHeap = {
	{
		1024 * 1024, /* initialChunkSize, bytes */
		1024 * 1024, /* incrementalChunkSize, bytes; 0 = fixed */
		32 * 1024,   /* initialHeapCount, slots */
		32 * 1024,   /* incrementalHeapCount, slots; 0 = fixed */
		4096,        /* stackCount, slots */
		4096,        /* initialKeyCount */
		1024,        /* incrementalKeyCount */
		127,         /* nameModulo */
		127,         /* symbolModulo */
		64 * 1024,   /* parserBufferSize: longest string or template in a source text, bytes */
		1993,        /* parserTableModulo */
	},
};

/* XS_CREATION=chunkBytes,chunkIncrement,slots,slotIncrement,stackSlots,keys,keyIncrement (the rest may be left out)
   XS_BEYOND_INTRINSICS=1: chunkBytes and slots come on top of what the engine's own objects use. A device keeps
   those objects in flash, so its heap figures do not contain them. */
void fxReadHeapGeometry(void)
{
	txCreation* creation = &gxDeviceHeap.creation;
	const char* geometry = getenv("XS_CREATION");
	const char* beyond = getenv("XS_BEYOND_INTRINSICS");
	const char* parser = getenv("XS_PARSER_BYTES");
	if (geometry) {
		int a[7];
		int n = sscanf(geometry, "%d,%d,%d,%d,%d,%d,%d", &a[0], &a[1], &a[2], &a[3], &a[4], &a[5], &a[6]);
		int i;
		for (i = 0; i < n; i++) {
			if (a[i] < 0) {
				fprintf(stderr, "XS_CREATION: negative size\n");
				exit(XS_DEVICE_EXIT_USAGE);
			}
		}
		if (n > 0) creation->initialChunkSize = a[0];
		if (n > 1) creation->incrementalChunkSize = a[1];
		if (n > 2) creation->initialHeapCount = a[2];
		if (n > 3) creation->incrementalHeapCount = a[3];
		if (n > 4) creation->stackCount = a[4];
		if (n > 5) creation->initialKeyCount = a[5];
		if (n > 6) creation->incrementalKeyCount = a[6];
	}
	if (parser && (atoi(parser) > 0))
		creation->parserBufferSize = atoi(parser);
	gxDeviceHeap.isBeyondIntrinsics = beyond && (beyond[0] == '1');
}

static txMachine* fxCreate(txCreation* creation, void (*buildGlobals)(txMachine*))
{
	txMachine* the = fxCreateMachine(creation, "xs-device", NULL, XS_NO_ID);
	if (!the) {
		fprintf(stderr, "the engine could not be created\n");
		exit(XS_DEVICE_EXIT_ABORT + XS_NOT_ENOUGH_MEMORY_EXIT);
	}
	buildGlobals(the);
	fxCollectGarbage(the);
	gxDeviceHeap.intrinsicSlots = the->currentHeapCount;
	gxDeviceHeap.intrinsicChunkBytes = the->currentChunksSize;
	return the;
}

txMachine* fxCreateDevice(void (*buildGlobals)(txMachine*))
{
	txCreation* creation = &gxDeviceHeap.creation;
	txMachine* the;
	gxDeviceHeap.stackSlots = creation->stackCount;
	creation->stackCount += mxLoadStackSlots;
	if (gxDeviceHeap.isBeyondIntrinsics) {
		/* The engine's own share is found by creating one engine with room to spare. */
		txCreation roomy = *creation;
		roomy.initialChunkSize = roomy.incrementalChunkSize = 256 * 1024;
		roomy.initialHeapCount = roomy.incrementalHeapCount = 8 * 1024;
		fxDeleteMachine(fxCreate(&roomy, buildGlobals));
		creation->initialChunkSize += gxDeviceHeap.intrinsicChunkBytes;
		/* one slot of each heap block is its header */
		creation->initialHeapCount += gxDeviceHeap.intrinsicSlots + 1;
	}
	the = fxCreate(creation, buildGlobals);
	gxDeviceHeap.loadStackBottom = the->stackBottom;
	fxUseDeviceStack(the);
	return the;
}

void fxUseLoadStack(txMachine* the)
{
	the->stackBottom = gxDeviceHeap.loadStackBottom;
}

/* The engine's own objects lie on the upper part of the stack here, in flash on a device. Call with no frame active. */
void fxUseDeviceStack(txMachine* the)
{
	the->stackBottom = the->stack - gxDeviceHeap.stackSlots;
	fxResetPeaks(the);
}

void fxResetPeaks(txMachine* the)
{
	the->peakHeapCount = the->currentHeapCount;
	the->peakChunksSize = the->currentChunksSize;
	memset((void*)the->stackBottom, mxUnusedByte, (size_t)((txByte*)the->stack - (txByte*)the->stackBottom));
}

static int fxIsUnused(txSlot* slot)
{
	txU1* p = (txU1*)slot;
	txU1* q = (txU1*)(slot + 1);
	while (p < q) {
		if (*p++ != mxUnusedByte)
			return 0;
	}
	return 1;
}

/* Counted from the top, because regular expressions borrow the far end of the stack. */
static txSize fxPeakStackSlots(txMachine* the)
{
	txSlot* slot = the->stack;
	txSlot* deepest = the->stack;
	txSize run = 0;
	while ((the->stackBottom < slot) && (run < mxUnusedRun)) {
		slot--;
		if (fxIsUnused(slot))
			run++;
		else {
			run = 0;
			deepest = slot;
		}
	}
	return (txSize)(the->stack - deepest);
}

/* Names that came in at run time stay until the machine ends, whether anybody uses them or not. Their texts are chunks; those of the
   program's names are in its code. */
static txSize fxNameBytes(txMachine* the)
{
	txSize bytes = 0;
	txID index;
	for (index = the->keyOffset; index < the->keyIndex; index++) {
		txSlot* key = the->keyArray[index - the->keyOffset];
		if (key && (key->kind == XS_KEY_KIND) && key->value.key.string)
			bytes += ((txChunk*)(((txByte*)key->value.key.string) - sizeof(txChunk)))->size;
	}
	return bytes;
}

void fxFormatStatistics(txMachine* the, char* buffer, size_t size)
{
	snprintf(buffer, size,
		"{\"slotBytes\":%d,\"slots\":%d,\"peakSlots\":%d,\"maxSlots\":%d,\"intrinsicSlots\":%d,"
		"\"chunkBytes\":%d,\"peakChunkBytes\":%d,\"maxChunkBytes\":%d,\"intrinsicChunkBytes\":%d,"
		"\"codeBytes\":%d,\"keys\":%d,\"nameBytes\":%d,\"peakStackSlots\":%d,\"maxStackSlots\":%d}",
		(int)sizeof(txSlot), (int)the->currentHeapCount, (int)the->peakHeapCount, (int)the->maximumHeapCount,
		(int)gxDeviceHeap.intrinsicSlots,
		(int)the->currentChunksSize, (int)the->peakChunksSize, (int)the->maximumChunksSize,
		(int)gxDeviceHeap.intrinsicChunkBytes,
		(int)gxDeviceHeap.codeBytes, (int)the->keyIndex, (int)fxNameBytes(the), (int)fxPeakStackSlots(the), (int)gxDeviceHeap.stackSlots);
}
