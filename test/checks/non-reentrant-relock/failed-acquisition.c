// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c11 2>&1 | %filecheck
// Where it is said that the lock could not be had, it is not held; where nobody asks any more, it is.

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static pthread_mutex_t log_mutex = PTHREAD_MUTEX_INITIALIZER;
static int lines;

static void complain(int error) {
  pthread_mutex_lock(&log_mutex);
  fprintf(stderr, "%d: %s\n", ++lines, strerror(error));
  pthread_mutex_unlock(&log_mutex);
}

#define CHECKED(call)                                                          \
  do {                                                                         \
    int error;                                                                 \
    if ((error = (call)) != 0)                                                 \
      complain(error);                                                         \
  } while (0)

void count_ok(void) {
  CHECKED(pthread_mutex_lock(&log_mutex));
  ++lines;
  CHECKED(pthread_mutex_unlock(&log_mutex));
}

int count_or_give_up_ok(void) {
  int error = pthread_mutex_lock(&log_mutex);
  if (error) {
    complain(error);
    return -1;
  }
  ++lines;
  pthread_mutex_unlock(&log_mutex);
  return 0;
}

void count_bad(void) {
  CHECKED(pthread_mutex_lock(&log_mutex));
  complain(++lines);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'complain' acquires 'log_mutex', which is already held by this thread{{.*}}[concurrency-non-reentrant-relock]
  CHECKED(pthread_mutex_unlock(&log_mutex));
}

int count_if_bad(void) {
  if (pthread_mutex_lock(&log_mutex) == 0) {
    complain(++lines);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'complain' acquires 'log_mutex', which is already held by this thread{{.*}}[concurrency-non-reentrant-relock]
    pthread_mutex_unlock(&log_mutex);
    return 0;
  }
  complain(1);
  return -1;
}
