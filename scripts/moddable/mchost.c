// Runs the mc.so of a Moddable Linux simulator without a window: trace on stdout, the screen as PPM, touches and messages on stdin.
// mchost [-w W] [-h H] [-t SECONDS] [-s SHOT.ppm] mc.so
// stdin, a command a line: shot FILE | tap X Y | down X Y | up X Y | json {"say":"hello"} | quit
#define mxLinux 1
#include <glib.h>
#include <glib-unix.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <dlfcn.h>
#include <unistd.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include "screen.h"
static GMainLoop* loop; static txScreen* screen; static guint timer; static int status; static char* shotPath; static int frames;
static void shot(const char* path) {
	FILE* f = fopen(path, "wb"); if (!f) { perror(path); return; }
	fprintf(f, "P6\n%d %d\n255\n", screen->width, screen->height);
	for (int i = 0; i < screen->width * screen->height; i++) {
		unsigned char* p = screen->buffer + 4 * i; // cairo RGB24: B G R x
		fputc(p[2], f); fputc(p[1], f); fputc(p[0], f);
	}
	fclose(f); printf("#mchost shot %s %dx%d frames %d\n", path, screen->width, screen->height, frames);
}
static gboolean onAbort(gpointer d) { g_main_loop_quit(loop); return FALSE; }
static void sAbort(txScreen* s, int st) { fprintf(stderr, "#mchost abort status %d\n", st); status = st ? 1 : 0; g_idle_add(onAbort, NULL); }
static void sChanged(txScreen* s) { frames++; }
static void sFormat(txScreen* s) { printf("#mchost pixelFormat %d\n", s->pixelFormat); }
static gboolean onTimer(gpointer d) { if (screen->idle) (*screen->idle)(screen); return TRUE; }
static void sStop(txScreen* s) { if (timer) { g_source_remove(timer); timer = 0; } }
static void sStart(txScreen* s, double interval) { if (!timer) timer = g_timeout_add(interval < 5 ? 5 : (guint)interval, onTimer, NULL); }
static void sPost(txScreen* s, char* m, int size) { if (size) printf("#mchost post %d bytes\n", size); else printf("#mchost post %s\n", m); }
static gboolean onEnd(gpointer d) { g_main_loop_quit(loop); return FALSE; }
static void touch(int kind, int x, int y) { if (screen->touch) (*screen->touch)(screen, kind, 0, x, y, 0); }
static gboolean onUp(gpointer d) { int v = GPOINTER_TO_INT(d); touch(touchEventEndedKind, v >> 16, v & 0xffff); return FALSE; }
static gboolean onInput(GIOChannel* c, GIOCondition cond, gpointer d) {
	gchar* line = NULL; gsize len;
	GIOStatus st = g_io_channel_read_line(c, &line, &len, NULL, NULL);
	if (st == G_IO_STATUS_EOF || st == G_IO_STATUS_ERROR) return FALSE;
	if (line) {
		int x, y; char path[1024];
		if (sscanf(line, "shot %1023s", path) == 1) shot(path);
		else if (sscanf(line, "tap %d %d", &x, &y) == 2) { touch(touchEventBeganKind, x, y); g_timeout_add(60, onUp, GINT_TO_POINTER((x << 16) | y)); }
		else if (sscanf(line, "down %d %d", &x, &y) == 2) touch(touchEventBeganKind, x, y);
		else if (sscanf(line, "up %d %d", &x, &y) == 2) touch(touchEventEndedKind, x, y);
		else if (!strncmp(line, "json ", 5)) { g_strchomp(line); if (screen->invoke) (*screen->invoke)(screen, line + 5, 0); }
		else if (!strncmp(line, "quit", 4)) g_main_loop_quit(loop);
		fflush(stdout); g_free(line);
	}
	return TRUE;
}
int main(int argc, char** argv) {
	int w = 320, h = 240, c; double secs = 0;
	while ((c = getopt(argc, argv, "w:h:t:s:")) != -1) switch (c) {
		case 'w': w = atoi(optarg); break; case 'h': h = atoi(optarg); break;
		case 't': secs = atof(optarg); break; case 's': shotPath = optarg; break; default: return 2; }
	if (optind >= argc) { fprintf(stderr, "mchost [-w W] [-h H] [-t seconds] [-s shot.ppm] mc.so [mod.xsa]\n"); return 2; }
	setvbuf(stdout, NULL, _IOLBF, 0);
	void* lib = dlopen(argv[optind], RTLD_NOW); if (!lib) { fprintf(stderr, "%s\n", dlerror()); return 2; }
	txScreenLaunchProc launch = (txScreenLaunchProc)dlsym(lib, "fxScreenLaunch"); if (!launch) { fprintf(stderr, "%s\n", dlerror()); return 2; }
	screen = calloc(1, sizeof(txScreen) + w * h * screenBytesPerPixel);
	screen->abort = sAbort; screen->bufferChanged = sChanged; screen->formatChanged = sFormat; screen->post = sPost; screen->start = sStart; screen->stop = sStop;
	screen->width = w; screen->height = h; mxCreateMutex(&screen->workersMutex);
	if (optind + 1 < argc) {
		int fd = open(argv[optind + 1], O_RDWR); struct stat sb; if (fd < 0) { perror(argv[optind + 1]); return 2; } fstat(fd, &sb);
		screen->archive = mmap(NULL, sb.st_size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	}
	loop = g_main_loop_new(NULL, FALSE);
	GIOChannel* in = g_io_channel_unix_new(0); g_io_add_watch(in, G_IO_IN | G_IO_HUP, onInput, NULL);
	if (secs > 0) g_timeout_add((guint)(secs * 1000), onEnd, NULL);
	g_unix_signal_add(15, onEnd, NULL); g_unix_signal_add(2, onEnd, NULL);
	(*launch)(screen);
	g_main_loop_run(loop);
	if (shotPath) shot(shotPath);
	if (screen->quit && !status) (*screen->quit)(screen);
	fflush(stdout);
	return status;
}
