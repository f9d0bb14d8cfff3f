// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// What is written before a semaphore is posted is read after it was waited for. Not so
// what is written after that, or read without waiting.

#include <pthread.h>
#include <semaphore.h>

static sem_t ready;
static sem_t full;
static int status, late, early, slot;

static void report(int now) {
  status = now;
  early = now;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'early' is written here and used in another thread{{.*}}[concurrency-unprotected-shared-state]
  sem_post(&ready);
}

static void *run(void *unused) {
  report(1);
  for (int i = 0; i < 1000; ++i) {
    late = i;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'late' is written here and used in another thread{{.*}}[concurrency-unprotected-shared-state]
  }
  return unused;
}

// The next one may come before this one was taken.
static void *produce(void *unused) {
  for (int i = 0; i < 1000; ++i) {
    slot = i;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'slot' is written here and used in another thread{{.*}}[concurrency-unprotected-shared-state]
    sem_post(&full);
  }
  return unused;
}
static int consumeBad(void) {
  int sum = 0;
  for (int i = 0; i < 1000; ++i) {
    sem_wait(&full);
    sum += slot;
  }
  return sum;
}

static int waitForStatus(void) {
  sem_wait(&ready);
  return status;
}

__attribute__((noinline)) static int lookBad(void) {
  int seen = 0;
  for (int i = 0; i < 1000; ++i)
    seen += late + early;
  return seen;
}

int main(void) {
  sem_init(&ready, 0, 0);
  pthread_t thread;
  pthread_create(&thread, NULL, run, NULL);
  int seen = lookBad() + waitForStatus();
  pthread_join(thread, NULL);
  sem_init(&full, 0, 0);
  pthread_create(&thread, NULL, produce, NULL);
  seen += consumeBad();
  pthread_join(thread, NULL);
  return seen == 7;
}
