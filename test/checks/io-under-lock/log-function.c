// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c11 2>&1 | %filecheck
// The program's own log: it decides by itself whether it says something. What
// always writes is I/O like any other, and so is a function that writes to what it
// is given.

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int level, entries;

static void say(int at, const char *format, ...) {
  if (at > level)
    return;
  va_list args;
  va_start(args, format);
  FILE *out = fopen("log", "a");
  vfprintf(out, format, args);
  fclose(out);
  va_end(args);
}

void says_good(void) {
  pthread_mutex_lock(&mutex);
  say(2, "%d entries\n", ++entries);
  pthread_mutex_unlock(&mutex);
}

static void always(const char *format, ...) {
  va_list args;
  va_start(args, format);
  vprintf(format, args);
  va_end(args);
}

void says_bad(void) {
  pthread_mutex_lock(&mutex);
  always("%d entries\n", ++entries);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'always' leads to console I/O (console, 'vprintf') while 'mutex' is held
  pthread_mutex_unlock(&mutex);
}

// On a way of its own it is a message all the same.
void fails_good(int status) {
  pthread_mutex_lock(&mutex);
  if (status)
    always("status %d\n", status);
  ++entries;
  pthread_mutex_unlock(&mutex);
}

static void put(FILE *to, const char *format, ...) {
  if (!to)
    return;
  va_list args;
  va_start(args, format);
  vfprintf(to, format, args);
  va_end(args);
}

void puts_bad(FILE *to) {
  pthread_mutex_lock(&mutex);
  put(to, "%d\n", entries);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'put' leads to file I/O (file, 'vfprintf') while 'mutex' is held
  pthread_mutex_unlock(&mutex);
}
