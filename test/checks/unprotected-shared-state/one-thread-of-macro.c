// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=gnu11 2>&1 | %filecheck
// `do … while (0)` starts one thread; and so does a function of another file,
// which another one waits for.

#include <pthread.h>
#include <stdlib.h>

#define MUST(What)                                                             \
  do {                                                                         \
    if ((What) != 0)                                                           \
      abort();                                                                 \
  } while (0)

pthread_t os_thread_create(void *(*Run)(void *), void *Arg);
void os_thread_join(pthread_t Thread);

static int ticks, work, result;

static void *tickOk(void *Arg) {
  ++ticks;
  return Arg;
}

static void *workBad(void *Arg) {
  ++work;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'work' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
  return Arg;
}

static void *computeOk(void *Arg) {
  result = 1;
  return Arg;
}

int main(void) {
  pthread_t T, Workers[4];
  MUST(pthread_create(&T, NULL, tickOk, NULL));
  for (int I = 0; I != 4; ++I)
    MUST(pthread_create(&Workers[I], NULL, workBad, NULL));
  for (int I = 0; I != 4; ++I)
    pthread_join(Workers[I], NULL);
  pthread_join(T, NULL);
  pthread_t C = os_thread_create(computeOk, NULL);
  os_thread_join(C);
  return result;
}
