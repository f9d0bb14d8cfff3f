// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %if libstdc++ %{ %analyze %s 2>&1 | %llvm/FileCheck %s --check-prefix=PATHS --implicit-check-not=warning: %}
// Until the lock is made, there is nobody to take it from.

#include <pthread.h>

static pthread_mutex_t mu;
static int ready;
static char *used, *freed;
static long lost;

void set_up(void) {
  if (ready)
    return;
  pthread_mutex_init(&mu, NULL);
  ready = 1;
}

void take(long n) {
  pthread_mutex_lock(&mu);
  used += n;
  freed -= n;
  lost += n;
  pthread_mutex_unlock(&mu);
}

void give(long n) {
  pthread_mutex_lock(&mu);
  used -= n;
  freed += n;
  lost -= n;
  pthread_mutex_unlock(&mu);
}

void reset(void) {
  pthread_mutex_lock(&mu);
  used = freed = 0;
  lost = 0;
  pthread_mutex_unlock(&mu);
}

char *used_ok(void) {
  if (!ready)
    return used;
  pthread_mutex_lock(&mu);
  char *n = used;
  pthread_mutex_unlock(&mu);
  return n;
}

/* The flag is asked, but only to do nothing. */
char *freed_bad(void) {
  if (!ready)
    return 0;
  return freed;
  // CHECK: :[[@LINE-1]]:10: warning: 'freed' is read without 'mu'
  // PATHS: :[[@LINE-2]]:10: warning: 'freed' is read without 'mu'
}

/* Another flag says nothing of the lock. */
static int quick;
void hurry(void) { quick = 1; }
long lost_bad(void) {
  if (quick)
    return lost;
  // CHECK: :[[@LINE-1]]:12: warning: 'lost' is read without 'mu'
  pthread_mutex_lock(&mu);
  long n = lost;
  pthread_mutex_unlock(&mu);
  return n;
}
