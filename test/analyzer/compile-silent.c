// RUN: %clang -c -fplugin=%compiler-plugin \
// RUN:   -fplugin-arg-ConcurrencyClang-werror %s -o %t.o
// RUN: sed 's|// NOLINT.*||' %s >%t.c
// RUN: not %clang -c -fplugin=%compiler-plugin \
// RUN:   -fplugin-arg-ConcurrencyClang-werror %t.c -o %t.o 2>&1 | %llvm/FileCheck %s
// Comments silence the compiler's warnings as they do clang-tidy's.

#include <pthread.h>

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static int count;

static void add(void) {
  pthread_mutex_lock(&mu);
  count++;
  pthread_mutex_unlock(&mu);
}

void twice(void) {
  pthread_mutex_lock(&mu);
  add(); // NOLINT(concurrency-non-reentrant-relock): never called
  pthread_mutex_unlock(&mu);
}
// CHECK: :[[@LINE-3]]:3: error: 'add' acquires 'mu', which is already held by this thread [concurrency-non-reentrant-relock]
