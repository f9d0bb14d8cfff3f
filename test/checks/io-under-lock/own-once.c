// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c11 2>&1 | %filecheck
// A program's own once-flag has a mutex inside: what is done under it, whatever its callers hold, happens once.

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>

struct my_once {
  bool done;
  pthread_mutex_t mutex;
};
static bool once_start(struct my_once *once) {
  pthread_mutex_lock(&once->mutex);
  if (!once->done)
    return true;
  pthread_mutex_unlock(&once->mutex);
  return false;
}
static void once_done(struct my_once *once) {
  once->done = true;
  pthread_mutex_unlock(&once->mutex);
}

static pthread_mutex_t devices = PTHREAD_MUTEX_INITIALIZER;
static struct my_once read_once = {false, PTHREAD_MUTEX_INITIALIZER};
static int ticks, rate;

static void read_clock(void) {
  if (once_start(&read_once)) {
    FILE *file = fopen("/proc/clock", "r");
    if (file) {
      if (fscanf(file, "%d", &ticks) != 1)
        ticks = 100;
      fclose(file);
    }
    once_done(&read_once);
  }
}
void set_rate_ok(int n) {
  pthread_mutex_lock(&devices);
  read_clock();
  rate = n * ticks;
  pthread_mutex_unlock(&devices);
}

static int read_rate(void) {
  int n = 0;
  FILE *file = fopen("/proc/rate", "r");
  if (file) {
    if (fscanf(file, "%d", &n) != 1)
      n = 1;
    fclose(file);
  }
  return n;
}
void reset_rate_bad(void) {
  pthread_mutex_lock(&devices);
  rate = read_rate();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'read_rate' leads to file I/O{{.*}}'devices'{{.*}}[concurrency-io-under-lock]
  pthread_mutex_unlock(&devices);
}
