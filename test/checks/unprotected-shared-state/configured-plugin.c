// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// A plugin registers what configures it and what starts it. It is configured before it starts; a command comes at
// any time. And of threads that start others, one that is being started does not find those running.

#include <pthread.h>
#include <stdlib.h>

void register_config(int (*configure)(int));
void register_init(int (*init)(void));

static int sockets, limit;
static long *head, waiting;
static pthread_t listener;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *serveOk(void *unused) {
  for (;;) {
    pthread_mutex_lock(&mutex);
    while (waiting == 0)
      ;
    head = NULL;
    --waiting;
    sockets--;
    pthread_mutex_unlock(&mutex);
  }
  return unused;
}
static void *listen_on(void *unused) {
  head = NULL;
  waiting = 0;
  for (int i = 0; i < 4; ++i) {
    pthread_t server;
    pthread_create(&server, NULL, serveOk, NULL);
  }
  for (;;) {
    pthread_mutex_lock(&mutex);
    waiting++;
    head = malloc(sizeof(*head));
    pthread_mutex_unlock(&mutex);
    if (limit > 10)
      limit = 10;
  }
  return unused;
}

static void add_socket(int number) { sockets += number; }
static int plugin_config(int number) {
  add_socket(number);
  return 0;
}
static int plugin_init(void) {
  return pthread_create(&listener, NULL, listen_on, NULL);
}
void plugin_limitBad(int number) {
  limit = number;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'limit' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
}
void module_register(void) {
  register_config(plugin_config);
  register_init(plugin_init);
}
