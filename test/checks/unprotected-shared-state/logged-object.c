// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// Whom a message is about does not change by it.

#include <pthread.h>

struct object {
  int id, uses;
};
void logAbout(struct object *who, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void object_use(struct object *who);

struct stream {
  pthread_mutex_t lock;
  struct object object;
};

void stream_play(struct stream *s) {
  pthread_mutex_lock(&s->lock);
  object_use(&s->object);
  pthread_mutex_unlock(&s->lock);
}

void stream_seek(struct stream *s) {
  pthread_mutex_lock(&s->lock);
  object_use(&s->object);
  pthread_mutex_unlock(&s->lock);
}

int stream_uses(struct stream *s) {
  pthread_mutex_lock(&s->lock);
  int n = s->object.uses;
  pthread_mutex_unlock(&s->lock);
  return n;
}

void stream_flushGood(struct stream *s, int rest) {
  logAbout(&s->object, "%d left", rest);
}

void stream_stopBad(struct stream *s) {
  pthread_mutex_lock(&s->lock);
  pthread_mutex_unlock(&s->lock);
  object_use(&s->object);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'object' is written without 'lock'{{.*}}[concurrency-unprotected-shared-state]
}
