// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// A lock that is taken on some ways only, and one behind a pointer that can lead
// to two, are held perhaps: enough for an order.

#include <pthread.h>

static pthread_mutex_t index_mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t cache_mu = PTHREAD_MUTEX_INITIALIZER;
static int entries;

void lookupBad(void) {
  pthread_mutex_lock(&index_mu);
  pthread_mutex_lock(&cache_mu);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'cache_mu' is acquired while 'index_mu' is held{{.*}}[concurrency-lock-order-inversion]
  entries++;
  pthread_mutex_unlock(&cache_mu);
  pthread_mutex_unlock(&index_mu);
}

void refreshBad(int cached) {
  if (cached)
    pthread_mutex_lock(&cache_mu);
  pthread_mutex_lock(&index_mu);
  entries++;
  pthread_mutex_unlock(&index_mu);
  if (cached)
    pthread_mutex_unlock(&cache_mu);
}

static pthread_mutex_t left_mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t right_mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t root_mu = PTHREAD_MUTEX_INITIALIZER;

void growBad(void) {
  pthread_mutex_lock(&root_mu);
  pthread_mutex_lock(&left_mu);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'left_mu' is acquired while 'root_mu' is held{{.*}}[concurrency-lock-order-inversion]
  entries++;
  pthread_mutex_unlock(&left_mu);
  pthread_mutex_unlock(&root_mu);
}

void shrinkBad(int toTheLeft) {
  pthread_mutex_t *side;
  if (toTheLeft)
    side = &left_mu;
  else
    side = &right_mu;
  pthread_mutex_lock(side);
  pthread_mutex_lock(&root_mu);
  entries--;
  pthread_mutex_unlock(&root_mu);
  pthread_mutex_unlock(side);
}

static pthread_mutex_t file_mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t page_mu = PTHREAD_MUTEX_INITIALIZER;

void readOk(void) {
  pthread_mutex_lock(&file_mu);
  pthread_mutex_lock(&page_mu);
  entries++;
  pthread_mutex_unlock(&page_mu);
  pthread_mutex_unlock(&file_mu);
}

void writeOk(int paged) {
  if (paged)
    pthread_mutex_lock(&page_mu);
  entries++;
  if (paged)
    pthread_mutex_unlock(&page_mu);
  pthread_mutex_lock(&file_mu); /* released again by then */
  entries++;
  pthread_mutex_unlock(&file_mu);
}

#ifdef CONFIRM
int main(void) {
  lookupBad();
  refreshBad(1);
  growBad();
  shrinkBad(1);
  readOk();
  writeOk(1);
}
#endif
