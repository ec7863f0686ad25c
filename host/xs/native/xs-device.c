/* xs-device: the XS engine with the heap of a device, driven by a host process over two pipes.

   host → worker                                   worker → host
   L<flags>\0<name>\0<source>  run a program               .<instructions>\n<bytes>  done
   ?<bytes>  globalThis.handleCommand(ArrayBuffer)        !<text>   the program threw
   S<flags>  figures                                      ?<bytes>  issueCommand(ArrayBuffer), waits for its answer
   /<bytes>  answer to issueCommand                       ><text>   print(…)
   flags of L: x = byte code stays out of the heap (else it is copied into it), l = line numbers for stack traces.
   flags of S: g = collect garbage first, p = reset the peaks afterwards. Loading a program resets them, too.
   End of input ends the worker. */
#include "xs-device.h"

static txU4 gxMeterLimit = 0;
#define mxMeterInterval 10000

static txBoolean fxMeter(txMachine* the, txU4 index)
{
	if (fxIsHostGone())
		exit(XS_DEVICE_EXIT_PROTOCOL);
	return (gxMeterLimit == 0) || (index <= gxMeterLimit);
}

void fxQueuePromiseJobs(txMachine* the)
{
	the->promiseJobs = 1;
}

static void fx_print(txMachine* the)
{
	txInteger c = mxArgc, i;
	mxPushStringC("");
	for (i = 0; i < c; i++) {
		if (i)
			fxConcatStringC(the, the->stack, " ");
		mxPushSlot(mxArgv(i));
		fxToString(the, the->stack);
		fxConcatString(the, the->stack + 1, the->stack);
		mxPop();
	}
	fxWriteMessage('>', "", the->stack->value.string, mxStringLength(the->stack->value.string));
	mxPop();
}

static void fx_gc(txMachine* the)
{
	fxCollectGarbage(the);
}

static void fx_xsStats(txMachine* the)
{
	char buffer[512];
	fxFormatStatistics(the, buffer, sizeof(buffer));
	mxPushStringC(buffer);
	mxPullSlot(mxResult);
}

static void fx_issueCommand(txMachine* the)
{
	char* answer;
	size_t size;
	if (mxArgc < 1)
		mxTypeError("issueCommand: an ArrayBuffer is missing");
	size = (size_t)fxGetArrayBufferLength(the, mxArgv(0));
	fxWriteMessage('?', "", fxToArrayBuffer(the, mxArgv(0)), size);
	if (!fxReadMessage(&answer, &size))
		exit(XS_DEVICE_EXIT_PROTOCOL);
	if (answer[0] != '/') {
		fprintf(stderr, "xs-device: got '%c' while waiting for the answer to issueCommand\n", answer[0]);
		exit(XS_DEVICE_EXIT_PROTOCOL);
	}
	mxPushUndefined();
	fxArrayBuffer(the, the->stack, answer + 1, (txInteger)(size - 1), -1);
	free(answer);
	mxPullSlot(mxResult);
}

static void fxDefineHostFunction(txMachine* the, txString name, txCallback callback, txInteger length)
{
	fxNewHostFunction(the, callback, length, fxID(the, name), XS_NO_ID);
	mxPush(mxGlobal);
	fxDefineID(the, fxID(the, name), XS_DONT_ENUM_FLAG, XS_DONT_ENUM_FLAG | XS_DONT_DELETE_FLAG | XS_DONT_SET_FLAG);
	mxPop();
}

static void fxBuildGlobals(txMachine* the)
{
	fxBeginHost(the);
	fxDefineHostFunction(the, "print", fx_print, 1);
	fxDefineHostFunction(the, "gc", fx_gc, 0);
	fxDefineHostFunction(the, "xsStats", fx_xsStats, 0);
	fxDefineHostFunction(the, "issueCommand", fx_issueCommand, 1);
	fxEndHost(the);
}

static void fxDrain(txMachine* the)
{
	do {
		while (the->promiseJobs) {
			the->promiseJobs = 0;
			fxRunPromiseJobs(the);
		}
		fxEndJob(the);
	} while (the->promiseJobs);
	fxBeginHost(the);
	fxCheckUnhandledRejections(the, 1);
	fxEndHost(the);
}

static void fxCallHandler(txMachine* the, char* bytes, size_t size)
{
	mxPush(mxGlobal);
	fxCallID(the, fxID(the, "handleCommand"));
	mxPushUndefined();
	fxArrayBuffer(the, the->stack, bytes, (txInteger)size, -1);
	fxRunCount(the, 1);
	mxPullSlot(mxResult);
}

static void fxLoad(txMachine* the, char* body, size_t size)
{
	/* the message ends with a NUL of its own, so both lengths are bounded by it */
	size_t flagsSize = strlen(body) + 1;
	size_t nameSize = (flagsSize < size) ? strlen(body + flagsSize) + 1 : 0;
	size_t headSize = flagsSize + nameSize;
	if ((nameSize < 2) || (headSize > size))
		mxSyntaxError("program without a name");
	fxRunProgram(the, body + flagsSize, body + headSize, size - headSize, strchr(body, 'x') != NULL, strchr(body, 'l') != NULL);
}

static char* fxThrownText(txMachine* the)
{
	mxPush(mxException);
	mxException = mxUndefined;
	if (mxIsReference(the->stack) && the->stack->value.reference->next && (the->stack->value.reference->next->kind == XS_ERROR_KIND))
		fxGetID(the, mxID(_stack));
	return fxToString(the, the->stack);
}

/* The reply is copied out of the heap at once: draining promise jobs may move chunks. */
static void fxRunCommand(txMachine* the, char kind, char* body, size_t size)
{
	char* reply = NULL;
	size_t replySize = 0;
	char head[16];
	int thrown = 0;
	the->meterIndex = 0;
	the->meterCount = the->meterInterval;
	fxBeginHost(the);
	{
		mxTry(the) {
			if (kind == 'L')
				fxLoad(the, body, size);
			else
				fxCallHandler(the, body, size);
			if (mxIsReference(mxResult)) {
				replySize = (size_t)fxGetArrayBufferLength(the, mxResult);
				reply = malloc(replySize + 1);
				if (reply)
					memcpy(reply, fxToArrayBuffer(the, mxResult), replySize);
			}
		}
		mxCatch(the) {
			thrown = 1;
		}
	}
	if (thrown) {
		mxTry(the) {
			reply = strdup(fxThrownText(the));
		}
		mxCatch(the) {
			mxException = mxUndefined;
			reply = strdup("(a value that cannot be shown as text)");
		}
		replySize = reply ? strlen(reply) : 0;
	}
	fxEndHost(the);
	fxDrain(the);
	snprintf(head, sizeof(head), thrown ? "" : "%u\n", (unsigned)the->meterIndex);
	fxWriteMessage(thrown ? '!' : '.', head, reply ? reply : "", replySize);
	free(reply);
}

static void fxReportStatistics(txMachine* the, const char* flags)
{
	char buffer[512];
	if (strchr(flags, 'g'))
		fxCollectGarbage(the);
	fxFormatStatistics(the, buffer, sizeof(buffer));
	if (strchr(flags, 'p'))
		fxResetPeaks(the);
	fxWriteMessage('.', "0\n", buffer, strlen(buffer));
}

int main(int argc, char* argv[])
{
	txMachine* the;
	char* message;
	size_t size;
	const char* limit = getenv("XS_METER_LIMIT");
	if (limit)
		gxMeterLimit = (txU4)strtoul(limit, NULL, 10);
	fxOpenMessages();
	fxReadHeapGeometry();
	fxInitializeSharedCluster();
	the = fxCreateDevice(fxBuildGlobals);
	fxBeginMetering(the, fxMeter, (gxMeterLimit && (gxMeterLimit < mxMeterInterval)) ? gxMeterLimit : mxMeterInterval);
	while (fxReadMessage(&message, &size)) {
		switch (message[0]) {
		case 'L':
			fxUseLoadStack(the);
			fxRunCommand(the, 'L', message + 1, size - 1);
			fxUseDeviceStack(the);
			break;
		case '?':
			fxRunCommand(the, '?', message + 1, size - 1);
			break;
		case 'S':
			fxReportStatistics(the, message + 1);
			break;
		default:
			fprintf(stderr, "xs-device: unknown command '%c'\n", message[0]);
			return XS_DEVICE_EXIT_PROTOCOL;
		}
		free(message);
	}
	return 0;
}
