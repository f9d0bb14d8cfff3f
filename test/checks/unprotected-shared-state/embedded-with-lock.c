// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// A member with a lock of its own is a home of several pieces of state; one of them changed here says nothing of another
// that is used there. So it is with the arms of a nameless member.

#include <pthread.h>

struct poller {
  pthread_t thread;
  pthread_mutex_t mutex;
  int state;
};
struct session {
  struct poller poller;
  union {
    struct {
      int fd;
      int count;
    } server;
    struct {
      pthread_mutex_t lock;
      int fd;
      int count;
    } client;
  } data;
  int ready;
};

static void *pollOk(void *arg) {
  struct session *s = arg;
  for (;;) {
    pthread_mutex_lock(&s->poller.mutex);
    int state = s->poller.state;
    pthread_mutex_unlock(&s->poller.mutex);
    if (state)
      return NULL;
  }
}
static void *readBad(void *arg) {
  struct session *s = arg;
  while (!s->ready)
    ;
  return NULL;
}

int startOk(struct session *s) {
  pthread_t thread;
  s->poller.state = 0;
  if (pthread_create(&thread, NULL, pollOk, s))
    return -1;
  s->poller.thread = thread;
  return 0;
}
void startBad(struct session *s) {
  pthread_t thread;
  pthread_create(&thread, NULL, readBad, s);
  s->ready = 1;
  // CHECK-DAG: :[[@LINE-1]]:{{[0-9]+}}: warning: 'ready' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
}
void stop(struct session *s) {
  pthread_mutex_lock(&s->poller.mutex);
  s->poller.state = 1;
  pthread_mutex_unlock(&s->poller.mutex);
}

void sendOk(struct session *s, int fd) {
  pthread_mutex_lock(&s->data.client.lock);
  s->data.client.fd = fd;
  s->data.client.count++;
  pthread_mutex_unlock(&s->data.client.lock);
}
void closeOk(struct session *s) {
  pthread_mutex_lock(&s->data.client.lock);
  s->data.client.fd = -1;
  s->data.client.count = 0;
  pthread_mutex_unlock(&s->data.client.lock);
}
void listenOk(struct session *s, int fd) {
  s->data.server.fd = fd;
  s->data.server.count++;
}
void resendBad(struct session *s) {
  s->data.client.count++;
  // CHECK-DAG: :[[@LINE-1]]:{{[0-9]+}}: warning: 'data.client.count' is written without 'lock'{{.*}}[concurrency-unprotected-shared-state]
}
