// One bug of each kind, in C as old as it gets.
// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe' %s -- -std=c99 -D_GNU_SOURCE 2>&1 | %filecheck
// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe' %s -- -std=gnu99 2>&1 | %filecheck
// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe' %s -- -std=c11 -D_GNU_SOURCE 2>&1 | %filecheck
// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe' %s -- -std=gnu11 2>&1 | %filecheck
// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe' %s -- -std=c17 -D_GNU_SOURCE 2>&1 | %filecheck
// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe' %s -- -std=gnu17 2>&1 | %filecheck
// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe' %s -- -std=c23 -D_GNU_SOURCE 2>&1 | %filecheck
// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe' %s -- -std=gnu23 2>&1 | %filecheck

#include <pthread.h>
#include <unistd.h>

struct account {
  pthread_mutex_t mutex;
  long balance;
};
static pthread_mutex_t first = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t second = PTHREAD_MUTEX_INITIALIZER;
static int open_accounts;

void deposit(struct account *a, long n) {
  pthread_mutex_lock(&a->mutex);
  a->balance += n;
  pthread_mutex_unlock(&a->mutex);
}
long balance(struct account *a) {
  long now;
  pthread_mutex_lock(&a->mutex);
  now = a->balance;
  pthread_mutex_unlock(&a->mutex);
  return now;
}
void reset_bad(struct account *a) {
  a->balance = 0;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'balance' is written without 'mutex'{{.*}}[concurrency-unprotected-shared-state]
}

void withdraw_bad(struct account *a, long n) {
  int enough;
  pthread_mutex_lock(&a->mutex);
  enough = a->balance >= n;
  pthread_mutex_unlock(&a->mutex);
  if (enough) {
    pthread_mutex_lock(&a->mutex);
    a->balance -= n;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'balance' may have changed since it was tested{{.*}}[concurrency-check-then-act]
    pthread_mutex_unlock(&a->mutex);
  }
}

void one_way_bad(void) {
  pthread_mutex_lock(&first);
  pthread_mutex_lock(&second);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'second' is acquired while 'first' is held{{.*}}[concurrency-lock-order-inversion]
  ++open_accounts;
  pthread_mutex_unlock(&second);
  pthread_mutex_unlock(&first);
}
void other_way(void) {
  pthread_mutex_lock(&second);
  pthread_mutex_lock(&first);
  --open_accounts;
  pthread_mutex_unlock(&first);
  pthread_mutex_unlock(&second);
}

static int count__(void) {
  int n;
  pthread_mutex_lock(&second);
  n = open_accounts;
  pthread_mutex_unlock(&second);
  return n;
}
void relock_bad(void) {
  pthread_mutex_lock(&second);
  open_accounts = count__() + 1;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'second'{{.*}}[concurrency-non-reentrant-relock]
  pthread_mutex_unlock(&second);
}

void pause_bad(void) {
  pthread_mutex_lock(&first);
  sleep(1);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'sleep' (sleep) is called while 'first' is held{{.*}}[concurrency-io-under-lock]
  pthread_mutex_unlock(&first);
}
