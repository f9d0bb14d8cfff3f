// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// An assertion that a try-lock fails says that the lock is held.

#include <assert.h>
#include <pthread.h>

#define ASSERT_LOCKED(lock) assert(pthread_mutex_trylock(&lock))

struct stream {
  pthread_mutex_t lock;
  long pushed;
};

void push(struct stream *s, long n) {
  pthread_mutex_lock(&s->lock);
  s->pushed += n;
  pthread_mutex_unlock(&s->lock);
}
void clear(struct stream *s) {
  pthread_mutex_lock(&s->lock);
  s->pushed = 0;
  pthread_mutex_unlock(&s->lock);
}
long take(struct stream *s) {
  pthread_mutex_lock(&s->lock);
  long n = s->pushed;
  pthread_mutex_unlock(&s->lock);
  return n;
}
int pendingOk(struct stream *s) {
  ASSERT_LOCKED(s->lock);
  return s->pushed != 0;
}
// Its callers cannot know, for it takes the lock itself, too late.
int pendingBad(struct stream *s) {
  int pending = s->pushed != 0;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'pushed' is read without 'lock'
  pthread_mutex_lock(&s->lock);
  pending &= s->pushed > 1;
  pthread_mutex_unlock(&s->lock);
  return pending;
}
