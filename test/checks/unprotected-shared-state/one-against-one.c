// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// Two who write under two locks: no majority is needed to see that one is wrong. A lock in common is enough, though.

#include <pthread.h>

static pthread_mutex_t first = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t second = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t *const either[] = {&first, &second};
static long mixed, nested, chosen;
static long parts[4];

void mixedAdd(long n) {
  pthread_mutex_lock(&first);
  mixed += n;
  pthread_mutex_unlock(&first);
}
void mixedResetBad(void) {
  pthread_mutex_lock(&second);
  mixed = 0;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'mixed' is written without 'first'{{.*}}[concurrency-unprotected-shared-state]
  pthread_mutex_unlock(&second);
}

void nestedAdd(long n) {
  pthread_mutex_lock(&first);
  pthread_mutex_lock(&second);
  nested += n;
  pthread_mutex_unlock(&second);
  pthread_mutex_unlock(&first);
}
void nestedResetOk(void) {
  pthread_mutex_lock(&second);
  nested = 0;
  pthread_mutex_unlock(&second);
}

// A pointer to one of two locks is not certain to be the right one.
static void *chooseBad(void *flag) {
  pthread_mutex_t *lock = &first;
  if (flag)
    lock = &second;
  pthread_mutex_lock(lock);
  ++chosen;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'chosen' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
  parts[1] = 1; // its own element
  pthread_mutex_unlock(lock);
  return NULL;
}

static void *mix(void *unused) {
  for (int i = 0; i < 1000; ++i) {
    mixedAdd(1);
    mixedResetBad();
    nestedAdd(1);
    nestedResetOk();
  }
  return unused;
}

int main(void) {
  pthread_t a, b, c;
  pthread_create(&a, NULL, chooseBad, (void *)either);
  pthread_mutex_lock(&first);
  ++chosen;
  parts[2] = 1;
  pthread_mutex_unlock(&first);
  pthread_join(a, NULL);
  pthread_create(&b, NULL, mix, NULL);
  pthread_create(&c, NULL, mix, NULL);
  pthread_join(b, NULL);
  pthread_join(c, NULL);
  return parts[1] + parts[2] == 2 && chosen == 2;
}
