/* What XS needs from its platform when it runs as the desktop stand-in for a device (see xs-device.c).
   Deliberately small, like a device: no timers, no files, no modules from disk, no debugger. */
#ifndef __XS_DEVICE_PLATFORM__
#define __XS_DEVICE_PLATFORM__

#if defined(__linux__)
	#undef mxLinux
	#define mxLinux 1
#elif defined(__APPLE__)
	#undef mxMacOSX
	#define mxMacOSX 1
#else
	#error "xs-device builds on Linux and macOS only"
#endif

#include <ctype.h>
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/time.h>
#include <arpa/inet.h>
#include <pthread.h>
#include <unistd.h>

#define mxUseGCCAtomics 1
#define mxUsePOSIXThreads 1

/* promiseJobs: set by the engine when promise jobs wait; the worker runs them before it replies. */
#define mxMachinePlatform \
	int promiseJobs; \
	void* waiterCondition; \
	void* waiterData; \
	void* waiterLink;

#define mxUseDefaultMachinePlatform 1
#define mxUseDefaultBuildKeys 1
#define mxUseDefaultChunkAllocation 1
#define mxUseDefaultSlotAllocation 1
#define mxUseDefaultFindModule 1
#define mxUseDefaultLoadModule 1
#define mxUseDefaultParseScript 1
#define mxUseDefaultSharedChunks 1
#define mxUseDefaultDebug 1
/* mxUseDefaultAbort and mxUseDefaultQueuePromiseJobs stay 0: xs-device.c and messages.c supply them. */

#if INTPTR_MAX == INT64_MAX
	#define mx32bitID 1
#endif

#endif
