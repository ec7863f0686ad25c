/*
 * A simulator without a window: gives a Moddable program for Linux (mc.so) a display of any size in memory. Each line on standard
 * input names a file that the pixels are written to (red, green, blue; row by row); the end of the input ends the program.
 *
 * window WIDTH HEIGHT mc.so
 */
#define mxLinux 1
#include <dlfcn.h>
#include <glib-unix.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "screen.h"

static GMainLoop *loop;
static txScreen *display;
static guint ticking;
static int failed;

static gboolean tick(gpointer unused) {
	if (display->idle)
		display->idle(display);
	return G_SOURCE_CONTINUE;
}

static void start(txScreen *unused, double intervalMs) {
	if (ticking == 0)
		ticking = g_timeout_add(intervalMs > 5 ? (guint)intervalMs : 5, tick, NULL);
}

static void stop(txScreen *unused) {
	if (ticking != 0)
		g_source_remove(ticking);
	ticking = 0;
}

static void aborted(txScreen *unused, int status) {
	failed = status != 0;
	g_main_loop_quit(loop);
}

static void ignored(txScreen *unused) {
}

static void ignoredMessage(txScreen *unused, char *message, int size) {
}

static void save(const char *path) {
	FILE *file = fopen(path, "wb");
	if (file == NULL) {
		perror(path);
		failed = 1;
		return;
	}
	for (int at = 0; at < display->width * display->height; at++) {
		const unsigned char *pixel = display->buffer + at * screenBytesPerPixel;
		const unsigned char rgb[3] = { pixel[2], pixel[1], pixel[0] };
		fwrite(rgb, 1, sizeof rgb, file);
	}
	fclose(file);
	/* So that the one who asked knows when to read it. */
	printf("#saved %s\n", path);
}

static gboolean command(gint input, GIOCondition condition, gpointer unused) {
	char line[4096];
	if (fgets(line, sizeof line, stdin) == NULL) {
		g_main_loop_quit(loop);
		return G_SOURCE_REMOVE;
	}
	line[strcspn(line, "\n")] = 0;
	save(line);
	return G_SOURCE_CONTINUE;
}

int main(int count, char **words) {
	if (count != 4) {
		fprintf(stderr, "window WIDTH HEIGHT mc.so\n");
		return 2;
	}
	int width = atoi(words[1]), height = atoi(words[2]);
	void *program = dlopen(words[3], RTLD_NOW);
	txScreenLaunchProc launch = program ? (txScreenLaunchProc)dlsym(program, "fxScreenLaunch") : NULL;
	if (launch == NULL || width < 1 || height < 1) {
		fprintf(stderr, "%s\n", launch ? "The size is no size." : dlerror());
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	setvbuf(stdin, NULL, _IONBF, 0);
	loop = g_main_loop_new(NULL, FALSE);
	display = calloc(1, sizeof(txScreen) + (size_t)width * height * screenBytesPerPixel);
	display->width = width;
	display->height = height;
	display->abort = aborted;
	display->bufferChanged = ignored;
	display->formatChanged = ignored;
	display->post = ignoredMessage;
	display->start = start;
	display->stop = stop;
	mxCreateMutex(&display->workersMutex);
	g_unix_fd_add(0, G_IO_IN | G_IO_HUP, command, NULL);
	launch(display);
	g_main_loop_run(loop);
	fflush(stdout);
	return failed;
}
