/* The worker's side of the wire: netstrings on two inherited file descriptors, and the engine's last words. */
#include "xs-device.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>

#define mxFromHost 3
#define mxToHost 4
/* The host never sends more in one message; a longer one means the stream is out of step. */
#define mxMessageLimit (64 * 1024 * 1024)

static FILE* gxFromHost;
static FILE* gxToHost;

static void fxProtocolFailure(const char* what)
{
	fprintf(stderr, "xs-device: %s\n", what);
	exit(XS_DEVICE_EXIT_PROTOCOL);
}

void fxOpenMessages(void)
{
	signal(SIGPIPE, SIG_IGN);
	gxFromHost = fdopen(mxFromHost, "rb");
	gxToHost = fdopen(mxToHost, "wb");
	if (!gxFromHost || !gxToHost) {
		fprintf(stderr, "xs-device: started without its message channels (file descriptors 3 and 4)\n");
		exit(XS_DEVICE_EXIT_USAGE);
	}
}

int fxReadMessage(char** message, size_t* size)
{
	size_t length = 0;
	int c, digits = 0;
	while ((c = getc(gxFromHost)) != ':') {
		if ((c == EOF) && (digits == 0))
			return 0;
		if ((c < '0') || ('9' < c) || (++digits > 8))
			fxProtocolFailure("message without a length");
		length = (length * 10) + (size_t)(c - '0');
	}
	if ((length == 0) || (length > mxMessageLimit))
		fxProtocolFailure("message with an impossible length");
	*message = malloc(length + 1);
	if (!*message)
		fxProtocolFailure("no memory for a message");
	if ((fread(*message, 1, length, gxFromHost) < length) || (getc(gxFromHost) != ',')) {
		if (feof(gxFromHost))
			return 0;
		fxProtocolFailure("message without an end");
	}
	(*message)[length] = 0;
	*size = length;
	return 1;
}

void fxWriteMessage(char kind, const char* head, const void* body, size_t size)
{
	size_t headSize = strlen(head);
	fprintf(gxToHost, "%zu:%c%s", 1 + headSize + size, kind, head);
	fwrite(body, 1, size, gxToHost);
	putc(',', gxToHost);
	/* A host that closed its end will not read an explanation either. */
	if (fflush(gxToHost) != 0)
		exit(XS_DEVICE_EXIT_PROTOCOL);
}

/* A program in an endless loop never reads, so the end of the host has to be looked for now and then. */
int fxIsHostGone(void)
{
	struct pollfd channel = { mxFromHost, POLLIN, 0 };
	if (poll(&channel, 1, 0) <= 0)
		return 0;
	return (channel.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

static void fxPrintFrames(txMachine* the)
{
	txSlot* frame = the->frame;
	int depth = 0;
	while (frame && frame->next && (depth < 12)) {
		txSlot* environment = mxFrameToEnvironment(frame);
		/* the frame of a call that was just being set up has no environment yet */
		if ((environment < the->stackBottom) || (the->stackTop <= environment))
			break;
		if ((environment->ID > XS_NO_ID) && (environment->ID < the->keyIndex)) {
			fprintf(stderr, "\n at (%s:%d)", fxGetKeyName(the, environment->ID), (int)environment->value.environment.line);
			depth++;
		}
		frame = frame->next;
	}
	fprintf(stderr, "\n");
}

/* Prints what was thrown, with its stack when it is an Error; must not fail whatever was thrown. */
static void fxPrintException(txMachine* the)
{
	mxPush(mxException);
	mxException = mxUndefined;
	{
		mxTry(the) {
			mxOverflow(-8);
			if (mxIsReference(the->stack) && the->stack->value.reference->next && (the->stack->value.reference->next->kind == XS_ERROR_KIND)) {
				mxDub();
				fxGetID(the, mxID(_stack));
			}
			else
				mxDub();
			fprintf(stderr, "%s\n", fxToString(the, the->stack));
			mxPop();
		}
		mxCatch(the) {
			fprintf(stderr, "(a value that cannot be shown as text)\n");
		}
	}
	mxPop();
}

/* The engine gives up. On a device this restarts the chip; here it ends the process with a code that says why.
   Nothing may be allocated from the XS heap before the reason is known to be a thrown value. */
void fxAbort(txMachine* the, int status)
{
	switch (status) {
	case XS_NOT_ENOUGH_MEMORY_EXIT:
		fprintf(stderr, "out of memory: %d of %d slots, %d of %d chunk bytes in use",
			(int)the->currentHeapCount, (int)the->maximumHeapCount, (int)the->currentChunksSize, (int)the->maximumChunksSize);
		fxPrintFrames(the);
		break;
	case XS_STACK_OVERFLOW_EXIT:
		fprintf(stderr, "stack overflow: all %d stack slots in use",
			(int)gxDeviceHeap.stackSlots + (int)((the->stackBottom == gxDeviceHeap.loadStackBottom) ? gxDeviceHeap.creation.stackCount - gxDeviceHeap.stackSlots : 0));
		fxPrintFrames(the);
		break;
	case XS_NO_MORE_KEYS_EXIT:
		fprintf(stderr, "out of keys: %d in use", (int)the->keyIndex);
		fxPrintFrames(the);
		break;
	case XS_TOO_MUCH_COMPUTATION_EXIT:
		fprintf(stderr, "too much computation: %u instructions", (unsigned)the->meterIndex);
		fxPrintFrames(the);
		break;
	case XS_UNHANDLED_EXCEPTION_EXIT:
		fprintf(stderr, "unhandled exception: ");
		fxPrintException(the);
		break;
	case XS_UNHANDLED_REJECTION_EXIT:
		fprintf(stderr, "unhandled rejection: ");
		fxPrintException(the);
		break;
	default:
		fprintf(stderr, "engine abort %d", status);
		fxPrintFrames(the);
		break;
	}
	fflush(stderr);
	exit(XS_DEVICE_EXIT_ABORT + status);
}
