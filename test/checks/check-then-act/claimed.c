// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c11 2>&1 | %filecheck
// What the test decided is done under the same lock; what comes later takes it back.

#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static long buffered, limit = 1000;

char *take_ok(long n) {
  pthread_mutex_lock(&mutex);
  if (buffered + n > limit) {
    pthread_mutex_unlock(&mutex);
    return NULL;
  }
  buffered += n; /* claimed */
  pthread_mutex_unlock(&mutex);
  char *memory = malloc(n);
  if (!memory) {
    pthread_mutex_lock(&mutex);
    buffered -= n; /* given back */
    pthread_mutex_unlock(&mutex);
  }
  return memory;
}

char *take_bad(long n) {
  pthread_mutex_lock(&mutex);
  int fits = buffered + n <= limit;
  pthread_mutex_unlock(&mutex);
  if (!fits)
    return NULL;
  char *memory = malloc(n);
  if (memory) {
    pthread_mutex_lock(&mutex);
    buffered += n; /* others may have taken the rest */
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'buffered' may have changed since it was tested{{.*}}[concurrency-check-then-act]
    pthread_mutex_unlock(&mutex);
  }
  return memory;
}
