// RUN: %clang_analyze_cc1 -analyzer-checker=alpha.unix.PthreadLock -verify %s
#include <pthread.h>

static pthread_mutex_t First = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t Second = PTHREAD_MUTEX_INITIALIZER;
static int Total;

void twice(void) {
  pthread_mutex_lock(&First);
  // expected-warning@+1{{This lock has already been acquired}}
  pthread_mutex_lock(&First);
  Total++;
  pthread_mutex_unlock(&First);
}

// Nothing is expected here: flagged though clean.
void other(void) {
  pthread_mutex_lock(&Second);
  pthread_mutex_lock(&Second);
  Total++;
  pthread_mutex_unlock(&Second);
}
