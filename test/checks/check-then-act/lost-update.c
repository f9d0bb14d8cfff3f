// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c11 2>&1 | %filecheck
// A number is read in one critical section and written back in the next one.

#include <pthread.h>
#include <stddef.h>

struct ticket {
  pthread_mutex_t mutex;
  unsigned next;
  unsigned sold;
  unsigned checked;
  unsigned highest;
};
static struct ticket tickets = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static unsigned sealOf(unsigned n) { return n * 2654435761u; }

static unsigned issueBad(struct ticket *t) {
  pthread_mutex_lock(&t->mutex);
  unsigned n = t->next;
  pthread_mutex_unlock(&t->mutex);
  unsigned seal = sealOf(n);
  pthread_mutex_lock(&t->mutex);
  t->next = n + 1;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'next' may have changed since the value that is written back was read; hold one lock across both, or use one operation that does both [concurrency-check-then-act]
  // CHECK: :[[@LINE-6]]:{{[0-9]+}}: note: 'next' is read here
  pthread_mutex_unlock(&t->mutex);
  return seal;
}
// One critical section.
static unsigned sellOk(struct ticket *t) {
  pthread_mutex_lock(&t->mutex);
  unsigned n = t->sold;
  t->sold = n + 1;
  pthread_mutex_unlock(&t->mutex);
  return sealOf(n);
}
// It is looked at again before it is written.
static void checkOk(struct ticket *t) {
  pthread_mutex_lock(&t->mutex);
  unsigned n = t->checked;
  pthread_mutex_unlock(&t->mutex);
  unsigned more = n + sealOf(n) % 3;
  pthread_mutex_lock(&t->mutex);
  if (t->checked == n)
    t->checked = more;
  pthread_mutex_unlock(&t->mutex);
}
// What is written does not come from what was read.
static void raiseOk(struct ticket *t, unsigned to) {
  pthread_mutex_lock(&t->mutex);
  unsigned n = t->highest;
  pthread_mutex_unlock(&t->mutex);
  sealOf(n);
  pthread_mutex_lock(&t->mutex);
  t->highest = to;
  pthread_mutex_unlock(&t->mutex);
}

static void *sell(void *argument) {
  for (unsigned i = 0; i != 1000; ++i) {
    issueBad(argument);
    sellOk(argument);
    checkOk(argument);
    raiseOk(argument, i);
  }
  return NULL;
}

int main(void) {
  pthread_t sellers[2];
  for (int i = 0; i != 2; ++i)
    pthread_create(&sellers[i], NULL, sell, &tickets);
  for (int i = 0; i != 2; ++i)
    pthread_join(sellers[i], NULL);
  return 0;
}
