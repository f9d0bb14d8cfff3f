// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// An atomic beside plain state hands it over only if one side stores after its access and the other
// loads before, and looks at what it loaded. volatile hands nothing over.

#include <pthread.h>
#include <stdatomic.h>

static int handled;
static atomic_int counted;

static int message;
static atomic_int ready;

static volatile int lost;
static volatile int stop;

static void *countBad(void *unused) {
  for (int i = 0; i < 1000; ++i) {
    handled++;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'handled' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
    atomic_fetch_add(&counted, 1);
    lost++;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'lost' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
  }
  return unused;
}
static void *sender(void *unused) {
  message = 42;
  atomic_store(&ready, 1);
  while (!stop)
    ;
  return unused;
}

int main(void) {
  pthread_t a, b, c;
  pthread_create(&a, NULL, countBad, NULL);
  pthread_create(&b, NULL, countBad, NULL);
  pthread_create(&c, NULL, sender, NULL);
  int got = 0;
  if (atomic_load(&ready))
    got = message;
  stop = 1; // one side raises it, the other polls
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  pthread_join(c, NULL);
  return got;
}
