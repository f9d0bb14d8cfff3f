// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c11 2>&1 | %filecheck
// The program's own log: it decides by itself whether it says something. What
// always writes is I/O like any other, and so is a function that writes to what it
// is given.

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int level, entries;
static FILE *out;

static void say(int at, const char *format, ...) {
  if (at > level)
    return;
  va_list args;
  va_start(args, format);
  vfprintf(out, format, args);
  fflush(out);
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

// More than a line of text.
static void record(const char *format, ...) {
  if (!level)
    return;
  FILE *journal = fopen("journal", "a");
  va_list args;
  va_start(args, format);
  vfprintf(journal, format, args);
  va_end(args);
  fclose(journal);
}

void records_bad(void) {
  pthread_mutex_lock(&mutex);
  record("%d entries\n", ++entries);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'record' leads to file I/O (file, 'fopen') while 'mutex' is held
  pthread_mutex_unlock(&mutex);
}

// Who only complains, and who asks.
static void complain(int status) {
  if (status)
    printf("status %d\n", status);
}
static int answer;
static void ask(int status) {
  if (status)
    scanf("%d", &answer);
}
static void list(int n) {
  for (int i = 0; i < n; ++i)
    printf("%d\n", i);
}

void complains_good(int status) {
  pthread_mutex_lock(&mutex);
  complain(status);
  ++entries;
  pthread_mutex_unlock(&mutex);
}
void asks_bad(int status) {
  pthread_mutex_lock(&mutex);
  ask(status);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'ask' leads to console I/O (console, 'scanf') while 'mutex' is held
  ++entries;
  pthread_mutex_unlock(&mutex);
}
void lists_bad(void) {
  pthread_mutex_lock(&mutex);
  list(entries);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'list' leads to console I/O (console, 'printf') while 'mutex' is held
  pthread_mutex_unlock(&mutex);
}
