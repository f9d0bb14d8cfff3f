// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// A lock that the spawner holds while its thread runs protects the thread; one
// that the thread has to wait for puts it after the spawner.

#include <pthread.h>

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t start_mu = PTHREAD_MUTEX_INITIALIZER;
static int coveredOk, startedOk, uncovered;
static int joined;

static void *otherBad(void *arg) {
  pthread_mutex_lock(&mu);
  coveredOk++;
  uncovered++;
  pthread_mutex_unlock(&mu);
  return arg;
}

static void *covered(void *arg) {
  coveredOk++;
  return arg;
}

static void *leftBehindBad(void *arg) {
  uncovered++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'uncovered'{{.*}}[concurrency-unprotected-shared-state]
  return arg;
}

static void *started(void *arg) {
  pthread_mutex_lock(&start_mu);
  pthread_mutex_unlock(&start_mu);
  startedOk++;
  return arg;
}

static void *counts(void *arg) {
  pthread_mutex_lock(&mu);
  joined++;
  pthread_mutex_unlock(&mu);
  return arg;
}

int main(void) {
  pthread_t first, second, third, fourth, all[4];
  pthread_create(&first, 0, otherBad, 0);
  pthread_mutex_lock(&mu);
  pthread_create(&second, 0, covered, 0);
  pthread_join(second, 0);
  pthread_create(&third, 0, leftBehindBad, 0);
  pthread_mutex_unlock(&mu);

  pthread_mutex_lock(&start_mu);
  pthread_create(&fourth, 0, started, 0);
  startedOk++; /* the thread waits */
  pthread_mutex_unlock(&start_mu);
  pthread_join(fourth, 0);
  pthread_join(third, 0);
  pthread_join(first, 0);

  for (int i = 0; i != 4; ++i)
    pthread_create(&all[i], 0, counts, 0);
  for (int i = 0; i != 4; ++i)
    pthread_join(all[i], 0);
  joined++; /* all of them are over */
  return joined != 5;
}
