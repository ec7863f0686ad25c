// Memory of the system's heap as a buffer of XS (pinned.ts).
#include "xsmc.h"
#include "xsHost.h"

static const int maxBytes = 64 * 1024;

void xiaozhi_pinned_delete(void *data)
{
	if (data)
		c_free(data);
}

void xiaozhi_pinned(xsMachine *the)
{
	int byteLength = xsmcToInteger(xsArg(0));
	void *data;

	if ((byteLength <= 0) || (byteLength > maxBytes))
		xsRangeError("pinned: size");
	data = c_calloc(1, byteLength);
	if (!data)
		xsUnknownError("pinned: no memory");
	xsResult = xsNewHostObject(xiaozhi_pinned_delete);
	xsmcSetHostBuffer(xsResult, data, byteLength);
}
