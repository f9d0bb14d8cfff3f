// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c11 2>&1 | %filecheck
// A turn of a loop that goes on without releasing the lock, and the next one takes it again.

#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t each[4];
extern int ready(int), work(int);

void forgets_bad(int n) {
  for (int i = 0; i < n; ++i) {
    pthread_mutex_lock(&mutex);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'mutex' is already held by this thread and cannot be acquired again [concurrency-non-reentrant-relock]
    // CHECK: :[[@LINE-2]]:{{[0-9]+}}: note: 'mutex' is acquired here, and not released on one way to the next time
    if (!ready(i))
      continue;
    work(i);
    pthread_mutex_unlock(&mutex);
  }
}

void releases_ok(int n) {
  for (int i = 0; i < n; ++i) {
    pthread_mutex_lock(&mutex);
    if (!ready(i)) {
      pthread_mutex_unlock(&mutex);
      continue;
    }
    work(i);
    pthread_mutex_unlock(&mutex);
  }
}

void remembers_ok(int n) {
  int held = 0;
  for (int i = 0; i < n; ++i) {
    if (!held) {
      pthread_mutex_lock(&mutex);
      held = 1;
    }
    if (ready(i)) {
      pthread_mutex_unlock(&mutex);
      held = 0;
    }
  }
  if (held)
    pthread_mutex_unlock(&mutex);
}

void pauses_ok(int n) {
  pthread_mutex_lock(&mutex);
  while (ready(n)) {
    pthread_mutex_unlock(&mutex);
    work(n);
    pthread_mutex_lock(&mutex);
  }
  pthread_mutex_unlock(&mutex);
}

void leaves_ok(int n) {
  while (1) {
    pthread_mutex_lock(&mutex);
    if (ready(n))
      break;
    pthread_mutex_unlock(&mutex);
    work(n);
  }
  pthread_mutex_unlock(&mutex);
}

void takes_all_ok(void) {
  for (int i = 0; i < 4; ++i)
    pthread_mutex_lock(&each[i]);
  for (int i = 0; i < 4; ++i)
    pthread_mutex_unlock(&each[i]);
}

// The lock is released where the loop is over, as if the caller had taken it.
void counts_bad(const int *numbers, int n) {
  for (int i = 0; i < n; ++i) {
    pthread_mutex_lock(&mutex);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'mutex' is already held by this thread and cannot be acquired again [concurrency-non-reentrant-relock]
    work(numbers[i]);
  }
  pthread_mutex_unlock(&mutex);
}
