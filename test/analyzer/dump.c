// Dumps of the analyzer's graph show which locks are held.

// RUN: %analyze %s -Xclang -analyzer-dump-egraph=%t.dot
// RUN: %llvm/FileCheck %s <%t.dot

#include <pthread.h>

static pthread_mutex_t outer = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t inner = PTHREAD_MUTEX_INITIALIZER;

void nest(void) {
  pthread_mutex_lock(&outer);
  pthread_mutex_lock(&inner);
  pthread_mutex_unlock(&inner);
  pthread_mutex_unlock(&outer);
}

// CHECK: Locks held:{{.*}}inner{{.*}}outer
