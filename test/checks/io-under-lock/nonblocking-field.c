// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c11 -D_GNU_SOURCE 2>&1 | %filecheck
// Descriptors that were opened so that nothing waits, and are kept in a structure.

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct worker {
  int wake_fd;
  int slow_fd;
  int few_fd;
};
static struct worker *workers;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int queued;

void workers_start(int n) {
  for (int i = 0; i < n; i++) {
    workers[i].wake_fd = eventfd(0, EFD_NONBLOCK);
    workers[i].slow_fd = eventfd(0, 0);
    workers[i].few_fd = eventfd(0, 0);
    if (workers[i].wake_fd == -1)
      abort();
  }
}
static void wake(struct worker *w) {
  char jobs[100] = "";
  if (write(w->wake_fd, jobs, sizeof jobs) != sizeof jobs)
    abort();
}
static void wakeSlowlyBad(struct worker *w) {
  char jobs[100] = "";
  if (write(w->slow_fd, jobs, sizeof jobs) != sizeof jobs)
    abort();
}
static void wakeWithFewOk(struct worker *w) {
  uint64_t one = 1;
  if (write(w->few_fd, &one, sizeof one) != sizeof one)
    abort();
}
void submit(int n) {
  pthread_mutex_lock(&mutex);
  queued++;
  for (int i = 0; i < n; i++) {
    wake(&workers[i]);
    wakeWithFewOk(&workers[i]);
    wakeSlowlyBad(&workers[i]);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'wakeSlowlyBad' leads to file I/O (file, 'write') while 'mutex' is held; move it out of the critical section [concurrency-io-under-lock]
  }
  pthread_mutex_unlock(&mutex);
}
