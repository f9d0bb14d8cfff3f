// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=gnu11 2>&1 | %filecheck
// RUN: %confirm %s
// What a thread sets once in its life, and others wait for, is there when they read it; but not if it is set again and again.
// Who asks and waits for the answer does not ask something else meanwhile.

#include <pthread.h>

struct shared {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  int port, turn;
};

static void *serve(void *arg) {
  struct shared *s = arg;
  pthread_mutex_lock(&s->mutex);
  s->port = 80;
  pthread_cond_signal(&s->changed);
  pthread_mutex_unlock(&s->mutex);
  return NULL;
}
static void *serveSecure(void *arg) {
  struct shared *s = arg;
  pthread_mutex_lock(&s->mutex);
  s->port = 443;
  pthread_cond_signal(&s->changed);
  pthread_mutex_unlock(&s->mutex);
  return NULL;
}

static int connectOk(int secure) {
  struct shared s = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0};
  pthread_t t;
  if (pthread_create(&t, NULL, secure ? serveSecure : serve, &s))
    return -1;
  pthread_mutex_lock(&s.mutex);
  while (!s.port)
    pthread_cond_wait(&s.changed, &s.mutex);
  pthread_mutex_unlock(&s.mutex);
  int port = s.port;
  pthread_join(t, NULL);
  return port;
}

static void *turn(void *arg) {
  struct shared *s = arg;
  for (int i = 1; i <= 100000; ++i) {
    pthread_mutex_lock(&s->mutex);
    s->turn = i;
    pthread_cond_signal(&s->changed);
    pthread_mutex_unlock(&s->mutex);
  }
  return NULL;
}
static void *turnBack(void *arg) {
  struct shared *s = arg;
  for (int i = 1; i <= 100000; ++i) {
    pthread_mutex_lock(&s->mutex);
    s->turn = -i;
    pthread_cond_signal(&s->changed);
    pthread_mutex_unlock(&s->mutex);
  }
  return NULL;
}

static int waitBad(void) {
  struct shared s = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0};
  pthread_t t, b;
  if (pthread_create(&t, NULL, turn, &s))
    return -1;
  if (pthread_create(&b, NULL, turnBack, &s))
    return -1;
  pthread_mutex_lock(&s.mutex);
  while (!s.turn)
    pthread_cond_wait(&s.changed, &s.mutex);
  pthread_mutex_unlock(&s.mutex);
  int now = s.turn;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'turn' is read
  pthread_join(t, NULL);
  pthread_join(b, NULL);
  return now;
}

static pthread_mutex_t ask = PTHREAD_MUTEX_INITIALIZER, request = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t asked = PTHREAD_COND_INITIALIZER;
static int question_ok, done_ok;

static void askOk(int what) {
  pthread_mutex_lock(&ask);
  pthread_mutex_lock(&request);
  question_ok = what;
  pthread_cond_broadcast(&asked);
  while (question_ok)
    pthread_cond_wait(&asked, &request);
  pthread_mutex_unlock(&request);
  pthread_mutex_unlock(&ask);
}

static void *answer(void *arg) {
  while (!done_ok) {
    pthread_mutex_lock(&request);
    while (!question_ok)
      pthread_cond_wait(&asked, &request);
    pthread_mutex_unlock(&request);
    if (question_ok == 2)
      done_ok = 1;
    pthread_mutex_lock(&request);
    question_ok = 0;
    pthread_cond_broadcast(&asked);
    pthread_mutex_unlock(&request);
  }
  return arg;
}

static int serviceOk(void) {
  pthread_t t;
  if (pthread_create(&t, NULL, answer, NULL))
    return -1;
  askOk(1);
  askOk(2);
  pthread_join(t, NULL);
  return 0;
}

int main(void) { return serviceOk() + connectOk(0) + connectOk(1) + waitBad() == 0; }
