/* Shared by the parts of the xs-device worker. */
#ifndef __XS_DEVICE__
#define __XS_DEVICE__

#include "xsAll.h"
#include "xsScript.h"

/* Exit codes; host/xs/failure.ts holds the same table. Engine aborts exit with 10 + XS_…_EXIT. */
#define XS_DEVICE_EXIT_USAGE 1
#define XS_DEVICE_EXIT_PROTOCOL 2
#define XS_DEVICE_EXIT_ABORT 10

/* messages.c: netstrings `<decimal length>:<kind byte><body>,` on fd 3 (from the host) and fd 4 (to the host) */
extern void fxOpenMessages(void);
/* Reads one message into a buffer from malloc, kind byte first, NUL-terminated. Returns 0 when the host is gone. */
extern int fxReadMessage(char** message, size_t* size);
extern void fxWriteMessage(char kind, const char* head, const void* body, size_t size);
extern int fxIsHostGone(void);

/* program.c */
extern void fxRunProgram(txMachine* the, txString name, txString source, size_t sourceSize, txBoolean inPlace, txBoolean withLines);

/* heap.c */
typedef struct {
	txCreation creation;
	int isBeyondIntrinsics;  /* sizes are given beyond what the engine itself uses */
	txSize intrinsicSlots;
	txSize intrinsicChunkBytes;
	txSize codeBytes;        /* byte code of programs run in place, outside of the heap */
	txSize stackSlots;       /* stack of the running program, beyond what the engine itself keeps on it */
	txSlot* loadStackBottom;
} txDeviceHeap;
extern txDeviceHeap gxDeviceHeap;
extern void fxReadHeapGeometry(void);
extern txMachine* fxCreateDevice(void (*buildGlobals)(txMachine*));
/* While a program is loaded the stack is roomier: a device loads its modules when the firmware is built. */
extern void fxUseLoadStack(txMachine* the);
extern void fxUseDeviceStack(txMachine* the);
extern void fxResetPeaks(txMachine* the);
extern void fxFormatStatistics(txMachine* the, char* buffer, size_t size);

#endif
