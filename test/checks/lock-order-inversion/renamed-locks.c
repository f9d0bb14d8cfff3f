// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// A struct that is only a lock: which lock it is, says the variable or field of that type.

#include <pthread.h>

typedef struct {
  pthread_mutex_t sys;
} my_mutex;

static void my_lock(my_mutex *m) { pthread_mutex_lock(&m->sys); }
static void my_unlock(my_mutex *m) { pthread_mutex_unlock(&m->sys); }

static my_mutex relays = {PTHREAD_MUTEX_INITIALIZER};
static my_mutex slaves = {PTHREAD_MUTEX_INITIALIZER};
static my_mutex stats = {PTHREAD_MUTEX_INITIALIZER};
static int on;

void startBad(void) {
  my_lock(&relays);
  my_lock(&slaves);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'slaves' is acquired while 'relays' is held, but the other order is taken elsewhere{{.*}}[concurrency-lock-order-inversion]
  on = 1;
  my_unlock(&slaves);
  my_unlock(&relays);
}
void stopBad(void) {
  my_lock(&slaves);
  my_lock(&relays);
  on = 0;
  my_unlock(&relays);
  my_unlock(&slaves);
}

// One order everywhere.
void countOk(void) {
  my_lock(&relays);
  my_lock(&stats);
  ++on;
  my_unlock(&stats);
  my_unlock(&relays);
}
void discountOk(void) {
  my_lock(&relays);
  my_lock(&stats);
  --on;
  my_unlock(&stats);
  my_unlock(&relays);
}

#ifdef CONFIRM
static void *start(void *unused) {
  startBad();
  return unused;
}
static void *stop(void *unused) {
  stopBad();
  return unused;
}
int main(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, start, NULL);
  pthread_join(a, NULL);
  pthread_create(&b, NULL, stop, NULL);
  pthread_join(b, NULL);
  return on;
}
#endif
