// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=gnu11 2>&1 | %filecheck
// Threads whose bodies stand in a table run beside one another; what main calls by a table of its own does not.

#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t devices = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t routes = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t names = PTHREAD_MUTEX_INITIALIZER;
static int count, limit, known;

static void *plugBad(void *unused) {
  pthread_mutex_lock(&devices);
  ++count;
  pthread_mutex_lock(&routes);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'routes' is acquired while 'devices' is held, but the other order is taken elsewhere
  ++limit;
  pthread_mutex_unlock(&routes);
  pthread_mutex_unlock(&devices);
  return unused;
}
static void *collectBad(void *unused) {
  pthread_mutex_lock(&routes);
  pthread_mutex_lock(&devices);
  limit = count;
  pthread_mutex_unlock(&devices);
  pthread_mutex_unlock(&routes);
  return unused;
}

static void learnOk(int how, int much) {
  pthread_mutex_lock(&names);
  pthread_mutex_lock(&devices);
  known += how * much + count;
  pthread_mutex_unlock(&devices);
  pthread_mutex_unlock(&names);
}
static void forgetOk(int how, int much) {
  pthread_mutex_lock(&devices);
  pthread_mutex_lock(&names);
  known -= how * much - count;
  pthread_mutex_unlock(&names);
  pthread_mutex_unlock(&devices);
}

int main(void) {
  void *(*const bodies[])(void *) = {plugBad, collectBad};
  void (*const steps[])(int, int) = {learnOk, forgetOk};
  pthread_t threads[2];
  for (int i = 0; i != 2; ++i)
    pthread_create(&threads[i], NULL, bodies[i], NULL);
  for (int i = 0; i != 2; ++i)
    steps[i](i, 1);
  for (int i = 0; i != 2; ++i)
    pthread_join(threads[i], NULL);
  return 0;
}
