/* Runs a program the way a device does: its byte code, string constants and names stay where they were loaded.
   A device executes them from flash; the ordinary way of running source text would copy every function into the
   chunk heap and make all heap figures about three times the size of the program too large. */
#include "xs-device.h"

extern const txS1 gxCodeSizes[XS_CODE_COUNT];
extern void fxRemapIDs(txMachine* the, txByte* codeBuffer, txSize codeSize, txID* theIDs);

static txScript* fxParseProgram(txMachine* the, txString name, txString source, size_t sourceSize, txBoolean withLines)
{
	txParser _parser;
	txParser* parser = &_parser;
	txParserJump jump;
	txScript* script = NULL;
	txStringCStream stream;
	stream.buffer = source;
	stream.offset = 0;
	stream.size = (txSize)sourceSize;
	fxInitializeParser(parser, the, the->parserBufferSize, the->parserTableModulo);
	parser->firstJump = &jump;
	if (c_setjmp(jump.jmp_buf) == 0) {
		parser->path = fxNewParserSymbol(parser, name);
		fxParserTree(parser, &stream, fxStringCGetter, mxProgramFlag | mxStrictFlag | (withLines ? mxDebugFlag : 0), NULL);
		fxParserHoist(parser);
		fxParserBind(parser);
		script = fxParserCode(parser);
	}
	if (parser->errorCount) {
		char text[256];
		snprintf(text, sizeof(text), "%s (%s:%d)", parser->errorMessage ? parser->errorMessage : "syntax error", name, (int)parser->line);
		fxTerminateParser(parser);
		fxDeleteScript(script);
		mxSyntaxError("%s", text);
	}
	fxTerminateParser(parser);
	return script;
}

/* Replaces the opcodes that copy into the heap by the ones that refer to the code itself; both have the same layout. */
static void fxKeepInPlace(txByte* p, txByte* end)
{
	while (p < end) {
		txU1 code = *((txU1*)p);
		txS1 size = gxCodeSizes[code];
		switch (code) {
		case XS_CODE_CODE_1: *((txU1*)p) = XS_CODE_CODE_ARCHIVE_1; break;
		case XS_CODE_CODE_2: *((txU1*)p) = XS_CODE_CODE_ARCHIVE_2; break;
		case XS_CODE_CODE_4: *((txU1*)p) = XS_CODE_CODE_ARCHIVE_4; break;
		case XS_CODE_STRING_1: *((txU1*)p) = XS_CODE_STRING_ARCHIVE_1; break;
		case XS_CODE_STRING_2: *((txU1*)p) = XS_CODE_STRING_ARCHIVE_2; break;
		case XS_CODE_STRING_4: *((txU1*)p) = XS_CODE_STRING_ARCHIVE_4; break;
		}
		if (size > 0)
			p += size;
		else if (size == 0)
			p += 1 + sizeof(txID);
		else if (size == -1)
			p += 2 + *((txU1*)(p + 1));
		else if (size == -2) {
			txU2 length;
			p++;
			mxDecode2(p, length);
			p += length;
		}
		else {
			txS4 length;
			p++;
			mxDecode4(p, length);
			p += length;
		}
	}
	if (p != end) {
		fprintf(stderr, "byte code cannot be run in place: its end was not found\n");
		exit(XS_DEVICE_EXIT_ABORT + XS_FATAL_CHECK_EXIT);
	}
}

/* fxRunScript does this too, but with names copied into the chunk heap and the code freed after the first run. */
static void fxNameInPlace(txMachine* the, txScript* script)
{
	txByte* p = script->symbolsBuffer;
	txID count, i;
	txID* ids;
	mxDecodeID(p, count);
	ids = c_malloc(count * sizeof(txID));
	if (!ids)
		fxAbort(the, XS_NOT_ENOUGH_MEMORY_EXIT);
	ids[0] = XS_NO_ID;
	for (i = 1; i < count; i++) {
		ids[i] = fxNewNameX(the, (txString)p);
		p += mxStringLength((char*)p) + 1;
	}
	fxRemapIDs(the, script->codeBuffer, script->codeSize, ids);
	c_free(ids);
	gxDeviceHeap.codeBytes += script->codeSize + script->symbolsSize;
	/* Without symbols fxRunScript neither maps the names again nor frees the code, which lives as long as the machine. */
	script->symbolsBuffer = NULL;
}

void fxRunProgram(txMachine* the, txString name, txString source, size_t sourceSize, txBoolean inPlace, txBoolean withLines)
{
	txSlot* realm = mxModuleInstanceInternal(mxProgram.value.reference)->value.module.realm;
	txScript* script = fxParseProgram(the, name, source, sourceSize, withLines);
	if (!script)
		mxSyntaxError("no memory to read %s", name);
	if (inPlace && script->symbolsBuffer) {
		fxKeepInPlace(script->codeBuffer, script->codeBuffer + script->codeSize);
		fxNameInPlace(the, script);
	}
	mxModuleInstanceInternal(mxProgram.value.reference)->value.module.id = fxID(the, name);
	fxRunScript(the, script, mxRealmGlobal(realm), C_NULL, mxRealmClosures(realm)->value.reference, C_NULL, mxProgram.value.reference);
	mxPop();
}
