// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// READ_ONCE and WRITE_ONCE, whatever they are called: who writes it so knows that
// others are there.

#include <pthread.h>

#define ONCE(x) (*(volatile __typeof__(x) *)&(x))

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
// Apart: ThreadSanitizer remembers four accesses to eight bytes.
static _Alignas(8) int known;
static _Alignas(8) int plain;

static void *run(void *unused) {
  for (int i = 0; i < 1000; ++i) {
    pthread_mutex_lock(&mutex);
    ONCE(known) = i;
    plain = i;
    pthread_mutex_unlock(&mutex);
  }
  return unused;
}

static int lookGood(void) { return ONCE(known); }

__attribute__((noinline)) static int lookBad(void) {
  return plain;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'plain' is read here and written in another thread{{.*}}[concurrency-unprotected-shared-state]
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, run, NULL);
  int sum = 0;
  for (int i = 0; i < 1000; ++i)
    sum += lookGood() + lookBad();
  pthread_join(thread, NULL);
  return sum == 1;
}
