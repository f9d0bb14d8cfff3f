// RUN: %analyze %s 2>&1 | %filecheck
// RUN: %analyze -Xclang -analyzer-output=plist -o - %s 2>&1 | %llvm/FileCheck %s --check-prefix=PLIST
// PLIST: other order
// A function that leaves the lock held on one way, and ends without a return: there is no place for a note.

#include <pthread.h>

static pthread_mutex_t counts = PTHREAD_MUTEX_INITIALIZER, names = PTHREAD_MUTEX_INITIALIZER;
static int failures;

static void beginBad(int failed) {
  pthread_mutex_lock(&counts);
  if (failed)
    ++failures;
  else
    pthread_mutex_unlock(&counts);
}
void renameBad(int failed) {
  beginBad(failed);
  pthread_mutex_lock(&names);
  // CHECK: :[[@LINE-1]]:3: warning: 'names' is acquired while 'counts' is held, but the other order is taken elsewhere; this can deadlock [concurrency.LockOrderInversion]
  // CHECK: note: Returning from 'beginBad'
  pthread_mutex_unlock(&names);
}
void reset(void) {
  pthread_mutex_lock(&names);
  pthread_mutex_lock(&counts);
  failures = 0;
  pthread_mutex_unlock(&counts);
  pthread_mutex_unlock(&names);
}

static void beginOk(int failed) {
  pthread_mutex_lock(&counts);
  if (failed)
    ++failures;
  pthread_mutex_unlock(&counts);
}
void renameOk(int failed) {
  beginOk(failed);
  pthread_mutex_lock(&names);
  pthread_mutex_unlock(&names);
}
