// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm --hang %s
// pthread_mutex_trylock() never waits, not even for its own thread.

#define _GNU_SOURCE
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t pool_mu = PTHREAD_MUTEX_INITIALIZER;
static int in_use, contended;

bool pool_trimOk(void) {
  if (pthread_mutex_trylock(&pool_mu) != 0)
    return false; /* EBUSY, also when this thread holds it */
  in_use = 0;
  pthread_mutex_unlock(&pool_mu);
  return true;
}

void pool_takeOk(void) {
  pthread_mutex_lock(&pool_mu);
  ++in_use;
  pool_trimOk();
  pthread_mutex_unlock(&pool_mu);
}

void pool_giveOk(void) {
  bool waited = false;
  if (pthread_mutex_trylock(&pool_mu) != 0) {
    pthread_mutex_lock(&pool_mu); /* only where the try failed */
    waited = true;
  }
  --in_use;
  contended += waited;
  pthread_mutex_unlock(&pool_mu);
}

void pool_resetBad(void) {
  if (pthread_mutex_trylock(&pool_mu) == 0) {
    pthread_mutex_lock(&pool_mu); /* the try has it already */
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'pool_mu'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
    in_use = 0;
    pthread_mutex_unlock(&pool_mu);
  }
}

#ifdef CONFIRM
int main(void) {
  pool_takeOk();
  pool_giveOk();
  pool_resetBad();
}
#endif
