// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=gnu11 2>&1 | %filecheck
// RUN: %confirm %s
// A thread of many starts another one for the object that it was given: that object has one of each.

#include <pthread.h>
#include <stdlib.h>

struct connection {
  pthread_t watchdog;
  int barks_ok, stop;
};

static void *watchBad(void *arg) {
  struct connection *c = arg;
  for (int i = 0; i < 1000; ++i) {
    ++c->barks_ok;
    if (c->barks_ok > 10000)
      break;
    ++c->stop;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stop' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
  }
  return NULL;
}

static void *converseBad(void *arg) {
  struct connection *c = arg;
  if (pthread_create(&c->watchdog, NULL, watchBad, c))
    return NULL;
  ++c->stop;
  pthread_join(c->watchdog, NULL);
  free(c);
  return NULL;
}

int main(void) {
  pthread_t threads[4];
  for (int i = 0; i < 4; ++i) {
    struct connection *c = calloc(1, sizeof *c);
    if (!c || pthread_create(&threads[i], NULL, converseBad, c))
      return 1;
  }
  for (int i = 0; i < 4; ++i)
    pthread_join(threads[i], NULL);
  return 0;
}
