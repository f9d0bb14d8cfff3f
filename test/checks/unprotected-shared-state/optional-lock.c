// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// A lock that is taken in one mode of its object only: who does without it works in the other mode.

#include <pthread.h>

struct stream {
  pthread_mutex_t mutex;
  int shared;
  int position;
  int length;
};

void stream_writeOk(struct stream *s, int n) {
  if (s->shared)
    pthread_mutex_lock(&s->mutex);
  s->position += n;
  s->length += n;
  if (s->shared)
    pthread_mutex_unlock(&s->mutex);
}
void stream_truncateOk(struct stream *s) {
  if (s->shared)
    pthread_mutex_lock(&s->mutex);
  s->position = s->length = 0;
  if (s->shared)
    pthread_mutex_unlock(&s->mutex);
}
int stream_readOk(struct stream *s) { return s->position++; } // never shared

struct counter {
  pthread_mutex_t mutex;
  int value;
};
static void counter_addOk(struct counter *c, int n) {
  pthread_mutex_lock(&c->mutex);
  c->value += n;
  pthread_mutex_unlock(&c->mutex);
}
static void counter_clearOk(struct counter *c) {
  pthread_mutex_lock(&c->mutex);
  c->value = 0;
  pthread_mutex_unlock(&c->mutex);
}
static int counter_takeBad(struct counter *c) {
  return c->value--;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'value' is written without 'mutex', which is held at 2 of its 3 accesses [concurrency-unprotected-shared-state]
}
int counter_use(struct counter *c) {
  counter_addOk(c, 1);
  counter_clearOk(c);
  return counter_takeBad(c);
}
