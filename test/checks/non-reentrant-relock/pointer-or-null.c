// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=gnu11 2>&1 | %filecheck
// A pointer to the lock that is null where the caller has it.

#include <pthread.h>
#include <stddef.h>

struct store { pthread_mutex_t mutex; int n; };

static void add(struct store *s, int locked) {
  pthread_mutex_t *lock = locked ? NULL : &s->mutex;
  if (lock)
    pthread_mutex_lock(lock);
  s->n++;
  if (lock)
    pthread_mutex_unlock(lock);
}
void add_one(struct store *s) { add(s, 0); }
void add_two(struct store *s) {
  pthread_mutex_lock(&s->mutex);
  add(s, 1);
  add(s, 1);
  pthread_mutex_unlock(&s->mutex);
}
void add_two_bad(struct store *s) {
  pthread_mutex_lock(&s->mutex);
  add_one(s);
  pthread_mutex_unlock(&s->mutex);
}
// CHECK-NOT: warning:
