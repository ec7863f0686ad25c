// Random bytes of the computer that the simulator runs on.
#define _CRT_RAND_S
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

void xiaozhi_random(uint8_t *bytes, uint32_t count)
{
#if defined(_WIN32)
	for (uint32_t i = 0; i < count; i++) {
		unsigned int value;
		if (rand_s(&value))
			abort();
		bytes[i] = (uint8_t)value;
	}
#else
	FILE *source = fopen("/dev/urandom", "rb");
	if (!source || fread(bytes, 1, count, source) != count)
		abort(); // every Unix has it; an identity of zeros would be worse than none
	fclose(source);
#endif
}
