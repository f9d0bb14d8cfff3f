// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// C: a counter tested before the lock, and across two critical sections.

#define _GNU_SOURCE
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

static pthread_mutex_t slots_mu = PTHREAD_MUTEX_INITIALIZER;
static int free_slots = 4;

bool take_unlockedBad(void) {
  if (free_slots == 0)
    return false;
  pthread_mutex_lock(&slots_mu);
  free_slots--; /* may become negative */
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'free_slots'{{.*}}changed{{.*}}[concurrency-check-then-act]
  pthread_mutex_unlock(&slots_mu);
  return true;
}

bool take_twiceBad(void) {
  pthread_mutex_lock(&slots_mu);
  bool any = free_slots > 0;
  pthread_mutex_unlock(&slots_mu);
  if (!any)
    return false;
  pthread_mutex_lock(&slots_mu);
  free_slots--;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'free_slots'{{.*}}changed{{.*}}[concurrency-check-then-act]
  pthread_mutex_unlock(&slots_mu);
  return true;
}

bool takeOk(void) {
  pthread_mutex_lock(&slots_mu);
  bool any = free_slots > 0;
  if (any)
    free_slots--;
  pthread_mutex_unlock(&slots_mu);
  return any;
}

void giveOk(void) {
  pthread_mutex_lock(&slots_mu);
  free_slots++;
  pthread_mutex_unlock(&slots_mu);
}

#ifdef CONFIRM
static void *work(void *unused) {
  for (int i = 0; i < 1000; ++i)
    if (take_unlockedBad() && take_twiceBad() && takeOk())
      giveOk();
  return unused;
}
int main(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, work, NULL);
  pthread_create(&b, NULL, work, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
}
#endif
