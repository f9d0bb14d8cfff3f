// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// Who calls a function that leaves a thread with an object of its own behind may have done so before; a daemon is started once.

#include <pthread.h>
#include <stdlib.h>

struct connection {
  int number;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int open_bad, open_ok, interval_ok;

static void closeBad(struct connection *c) {
  pthread_mutex_lock(&mutex);
  --open_ok;
  pthread_mutex_unlock(&mutex);
  --open_bad;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'open_bad' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
  free(c);
}

static void *serve(void *arg) {
  closeBad(arg);
  return NULL;
}

int accept_one(int number) {
  pthread_t thread;
  struct connection *c = malloc(sizeof *c);
  if (!c)
    return -1;
  c->number = number;
  pthread_mutex_lock(&mutex);
  ++open_bad;
  ++open_ok;
  pthread_mutex_unlock(&mutex);
  if (pthread_create(&thread, NULL, serve, c)) {
    closeBad(c);
    return -1;
  }
  pthread_detach(thread);
  return 0;
}

static void *tick(void *arg) {
  for (int i = 0; i < interval_ok; ++i)
    ;
  return arg;
}

int startOk(int interval) {
  pthread_t thread;
  interval_ok = interval;
  if (pthread_create(&thread, NULL, tick, NULL))
    return -1;
  pthread_detach(thread);
  return 0;
}

#ifdef CONFIRM
#include <unistd.h>
int main(void) {
  startOk(100);
  for (int i = 0; i < 100; ++i)
    accept_one(i);
  sleep(1);
}
#endif
