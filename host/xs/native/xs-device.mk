# Builds the xs-device worker from the XS sources of an unpacked @agoric/xsnap package. Called by host/xs/build.ts:
#   make -j2 -f xs-device.mk PACKAGE=<unpacked package> NATIVE=<this folder> OUT=<build folder>
XS = $(PACKAGE)/moddable/xs
SOURCES = $(wildcard $(XS)/sources/*.c) $(wildcard $(NATIVE)/*.c)
OBJECTS = $(addprefix $(OUT)/,$(notdir $(SOURCES:.c=.o)))
VPATH = $(XS)/sources $(NATIVE)

# mxDebug keeps line numbers for stack traces. Left out on purpose: mxLockdown, mxSnapshot (a device has neither).
FLAGS = -O2 -fno-common -fno-strict-aliasing -DINCLUDE_XSPLATFORM -DXSPLATFORM=\"xs-device-platform.h\" \
  -DmxDebug=1 -DmxNoConsole=1 -DmxMetering=1 -DmxBoundsCheck=1 -DmxParse=1 -DmxRun=1 -DmxSloppy=1 \
  -DmxRegExpUnicodePropertyEscapes=1 -DmxStringNormalize=1 -DmxMinusZero=1 \
  -I$(NATIVE) -I$(XS)/includes -I$(XS)/platforms -I$(XS)/sources

$(OUT)/xs-device: $(OBJECTS)
	$(CC) $^ -lm -lpthread -ldl -o $@

# Warnings are shown for our own files only; the engine's are not ours to fix.
$(OUT)/%.o: $(NATIVE)/%.c $(wildcard $(NATIVE)/*.h)
	$(CC) $(FLAGS) -Wall -Wno-unused-variable -c $< -o $@
$(OUT)/%.o: %.c
	$(CC) $(FLAGS) -w -c $< -o $@
