# Builds the xs-device worker from the XS sources of an unpacked @agoric/xsnap package. Called by host/xs/build.mjs:
#   make -j2 -s -f native/xs-device.mk
# in a folder that has: xs (link to the package's moddable/xs), native (link to this folder), objects (empty). It prints the name of each
# object that is done.
SOURCES = $(wildcard xs/sources/*.c) $(wildcard native/*.c)
OBJECTS = $(addprefix objects/,$(notdir $(SOURCES:.c=.o)))
VPATH = xs/sources native

# mxDebug keeps line numbers for stack traces. Left out on purpose: mxLockdown, mxSnapshot (a device has neither).
FLAGS = -O2 -fno-common -fno-strict-aliasing -DINCLUDE_XSPLATFORM -DXSPLATFORM=\"xs-device-platform.h\" \
  -DmxDebug=1 -DmxNoConsole=1 -DmxMetering=1 -DmxBoundsCheck=1 -DmxParse=1 -DmxRun=1 -DmxSloppy=1 \
  -DmxRegExpUnicodePropertyEscapes=1 -DmxStringNormalize=1 -DmxMinusZero=1 \
  -Inative -Ixs/includes -Ixs/platforms -Ixs/sources

xs-device: $(OBJECTS)
	$(CC) $^ -lm -lpthread -ldl -o $@

# Warnings are shown for our own files only; the engine's are not ours to fix.
objects/%.o: native/%.c $(wildcard native/*.h)
	$(CC) $(FLAGS) -Wall -Wno-unused-variable -c $< -o $@
	@echo $@
objects/%.o: %.c
	$(CC) $(FLAGS) -w -c $< -o $@
	@echo $@
