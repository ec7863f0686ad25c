/*
 * The simulator without a window: gives a Moddable program for Linux (mc.so) a display in memory, of any size. The program's trace goes
 * to standard output.
 *
 * runner WIDTH HEIGHT mc.so
 *
 * Commands, a line each, on standard input; its end ends the program:
 *   shot FILE    writes the display to FILE, three bytes a pixel (red, green, blue), row by row, and then prints "#saved FILE"
 *   tap X Y      a finger that touches the display for a moment
 *   down X Y     a finger that stays
 *   up X Y       and leaves
 *   json TEXT    a message to the simulator, as from its side panel
 *   quit
 */
#define mxLinux 1
#include <dlfcn.h>
#include <glib-unix.h>
#include <glib.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "screen.h"

enum { minTickMs = 5, tapMs = 80 };

static GMainLoop *loop;
static txScreen *display;
static guint ticking;
static int failed;

/* Through the loop, so that it also ends one that does not run yet. */
static gboolean end(gpointer unused) {
	g_main_loop_quit(loop);
	return G_SOURCE_REMOVE;
}

/* What the program calls. */

static gboolean tick(gpointer unused) {
	if (display->idle)
		display->idle(display);
	return G_SOURCE_CONTINUE;
}

static void start(txScreen *unused, double intervalMs) {
	if (ticking == 0)
		ticking = g_timeout_add(intervalMs > minTickMs ? (guint)intervalMs : minTickMs, tick, NULL);
}

static void stop(txScreen *unused) {
	if (ticking != 0)
		g_source_remove(ticking);
	ticking = 0;
}

static void aborted(txScreen *unused, int status) {
	failed = status != 0;
	g_idle_add(end, NULL);
}

static void ignored(txScreen *unused) {
}

static void ignoredMessage(txScreen *unused, char *message, int size) {
}

/* What the commands do. */

static void shot(const char *path) {
	FILE *file = fopen(path, "wb");
	if (file == NULL) {
		perror(path);
		failed = 1;
		end(NULL);
		return;
	}
	for (int at = 0; at < display->width * display->height; at++) {
		const unsigned char *pixel = display->buffer + at * screenBytesPerPixel;
		const unsigned char rgb[3] = { pixel[2], pixel[1], pixel[0] };
		fwrite(rgb, 1, sizeof rgb, file);
	}
	fclose(file);
	printf("#saved %s\n", path);
}

static void touch(int kind, int x, int y) {
	if (display->touch)
		display->touch(display, kind, 0, x, y, 0);
}

static int tapX, tapY;

static gboolean lift(gpointer unused) {
	touch(touchEventEndedKind, tapX, tapY);
	return G_SOURCE_REMOVE;
}

static void tap(int x, int y) {
	tapX = x;
	tapY = y;
	touch(touchEventBeganKind, x, y);
	g_timeout_add(tapMs, lift, NULL);
}

static void obey(char *line) {
	int x, y;
	if (strncmp(line, "shot ", 5) == 0)
		shot(line + 5);
	else if (sscanf(line, "tap %d %d", &x, &y) == 2)
		tap(x, y);
	else if (sscanf(line, "down %d %d", &x, &y) == 2)
		touch(touchEventBeganKind, x, y);
	else if (sscanf(line, "up %d %d", &x, &y) == 2)
		touch(touchEventEndedKind, x, y);
	else if (strncmp(line, "json ", 5) == 0) {
		if (display->invoke)
			display->invoke(display, line + 5, 0);
	} else if (strcmp(line, "quit") == 0)
		end(NULL);
	else
		fprintf(stderr, "runner: no such command: %s\n", line);
}

static gboolean command(gint input, GIOCondition condition, gpointer unused) {
	char line[4096];
	if (fgets(line, sizeof line, stdin) == NULL)
		return end(NULL);
	line[strcspn(line, "\n")] = 0;
	obey(line);
	return G_SOURCE_CONTINUE;
}

int main(int count, char **words) {
	if (count != 4) {
		fprintf(stderr, "runner WIDTH HEIGHT mc.so\n");
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
	/* Unbuffered, since the loop looks at the descriptor: a line in a buffer would wait for the next one. */
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
	g_unix_signal_add(SIGTERM, end, NULL);
	g_unix_signal_add(SIGINT, end, NULL);
	launch(display);
	g_main_loop_run(loop);
	if (display->quit && !failed)
		display->quit(display);
	fflush(stdout);
	return failed;
}
