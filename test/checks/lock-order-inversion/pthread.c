// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// pthread mutexes: one function takes them in the other order.

#define _GNU_SOURCE
#include <pthread.h>

static pthread_mutex_t conn_mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t stats_mu = PTHREAD_MUTEX_INITIALIZER;
static int connections, errors;

void conn_openBad(void) {
  pthread_mutex_lock(&conn_mu);
  ++connections;
  pthread_mutex_lock(&stats_mu);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}{{('conn_mu'.*'stats_mu'|'stats_mu'.*'conn_mu')}}{{.*}}[concurrency-lock-order-inversion]
  errors = 0;
  pthread_mutex_unlock(&stats_mu);
  pthread_mutex_unlock(&conn_mu);
}

void stats_printBad(void) {
  pthread_mutex_lock(&stats_mu);
  pthread_mutex_lock(&conn_mu);
  errors = connections;
  pthread_mutex_unlock(&conn_mu);
  pthread_mutex_unlock(&stats_mu);
}

static pthread_mutex_t file_mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t page_mu = PTHREAD_MUTEX_INITIALIZER;
static int files, pages;

void file_readOk(void) {
  pthread_mutex_lock(&file_mu);
  ++files;
  pthread_mutex_lock(&page_mu);
  ++pages;
  pthread_mutex_unlock(&page_mu);
  pthread_mutex_unlock(&file_mu);
}

void page_evictOk(void) {
  pthread_mutex_lock(&page_mu);
  --pages;
  pthread_mutex_unlock(&page_mu); /* released first */
  pthread_mutex_lock(&file_mu);
  --files;
  pthread_mutex_unlock(&file_mu);
}

#ifdef CONFIRM
int main(void) {
  conn_openBad();
  stats_printBad();
  file_readOk();
  page_evictOk();
}
#endif
