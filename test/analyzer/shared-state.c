// RUN: %analyze %s 2>&1 | %filecheck
// A static with a lock of its file.

#include <pthread.h>

static pthread_mutex_t stats_mu = PTHREAD_MUTEX_INITIALIZER;
static int hits;
static int threaded;

void hit(void) {
  pthread_mutex_lock(&stats_mu);
  hits++;
  pthread_mutex_unlock(&stats_mu);
}

void clear(void) {
  pthread_mutex_lock(&stats_mu);
  hits = 0;
  pthread_mutex_unlock(&stats_mu);
}

int current(void) {
  pthread_mutex_lock(&stats_mu);
  int n = hits;
  pthread_mutex_unlock(&stats_mu);
  return n;
}

void addBad(int n, int locked) {
  if (!locked)
    pthread_mutex_trylock(&stats_mu); /* may fail */
  hits += n;
  // CHECK: :[[@LINE-1]]:3: warning: 'hits' is written without 'stats_mu', which is held at 3 of its 4 accesses [concurrency.UnprotectedSharedState]
  // CHECK: note: 'hits' is written under 'stats_mu' here
  // CHECK: note: 'hits' is written without
  pthread_mutex_unlock(&stats_mu);
}
