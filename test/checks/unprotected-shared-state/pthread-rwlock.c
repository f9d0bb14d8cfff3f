// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// A global written under the read side of a pthread_rwlock_t.

#define _GNU_SOURCE
#include <pthread.h>

static pthread_rwlock_t limits_lock = PTHREAD_RWLOCK_INITIALIZER;
static int soft_limit = 10;
static int hits;

int over_limitBad(int used) {
  pthread_rwlock_rdlock(&limits_lock);
  int over = used > soft_limit;
  if (over)
    ++hits; /* several readers may be here */
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'hits'{{.*}}written{{.*}}'limits_lock'{{.*}}reading{{.*}}[concurrency-unprotected-shared-state]
  pthread_rwlock_unlock(&limits_lock);
  return over;
}

void set_limitOk(int soft) {
  pthread_rwlock_wrlock(&limits_lock);
  soft_limit = soft;
  hits = 0;
  pthread_rwlock_unlock(&limits_lock);
}

int get_hitsOk(void) {
  pthread_rwlock_rdlock(&limits_lock);
  int count = hits;
  pthread_rwlock_unlock(&limits_lock);
  return count;
}

#ifdef CONFIRM
static void *use(void *unused) {
  for (int i = 0; i < 1000; ++i)
    over_limitBad(100);
  return unused;
}
int main(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, use, NULL);
  pthread_create(&b, NULL, use, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  return get_hitsOk() < 0;
}
#endif
