// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=gnu11 2>&1 | %filecheck
// An attribute of which the function that makes it says no kind leaves the default.

#include <pthread.h>

struct plain { pthread_mutex_t mutex; int n; };
void plain_init(struct plain *p) {
  pthread_mutexattr_t attr;
  pthread_mutexattr_init(&attr);
  pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_PRIVATE);
  pthread_mutex_init(&p->mutex, &attr);
  pthread_mutexattr_destroy(&attr);
}
void plain_add(struct plain *p) {
  pthread_mutex_lock(&p->mutex);
  p->n++;
  pthread_mutex_unlock(&p->mutex);
}
void plain_twice_bad(struct plain *p) {
  pthread_mutex_lock(&p->mutex);
  plain_add(p);
  // CHECK: :[[@LINE-1]]:3: warning: 'plain_add' acquires 'mutex', which is already held by this thread
  pthread_mutex_unlock(&p->mutex);
}

// Which kind that is, only the caller knows.
struct chosen { pthread_mutex_t mutex; int n; };
void chosen_init(struct chosen *c, int kind) {
  pthread_mutexattr_t attr;
  pthread_mutexattr_init(&attr);
  pthread_mutexattr_settype(&attr, kind);
  pthread_mutex_init(&c->mutex, &attr);
}
void chosen_add(struct chosen *c) {
  pthread_mutex_lock(&c->mutex);
  c->n++;
  pthread_mutex_unlock(&c->mutex);
}
void chosen_twice(struct chosen *c) {
  pthread_mutex_lock(&c->mutex);
  chosen_add(c);
  pthread_mutex_unlock(&c->mutex);
}

// Another file sets the attribute.
void set_attributes(pthread_mutexattr_t *attr);
struct elsewhere { pthread_mutex_t mutex; int n; };
void elsewhere_init(struct elsewhere *e) {
  pthread_mutexattr_t attr;
  set_attributes(&attr);
  pthread_mutex_init(&e->mutex, &attr);
}
void elsewhere_add(struct elsewhere *e) {
  pthread_mutex_lock(&e->mutex);
  e->n++;
  pthread_mutex_unlock(&e->mutex);
}
void elsewhere_twice(struct elsewhere *e) {
  pthread_mutex_lock(&e->mutex);
  elsewhere_add(e);
  pthread_mutex_unlock(&e->mutex);
}

struct reentrant { pthread_mutex_t mutex; int n; };
void reentrant_init(struct reentrant *r) {
  pthread_mutexattr_t attr;
  pthread_mutexattr_init(&attr);
  pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init(&r->mutex, &attr);
}
void reentrant_add(struct reentrant *r) {
  pthread_mutex_lock(&r->mutex);
  r->n++;
  pthread_mutex_unlock(&r->mutex);
}
void reentrant_twice(struct reentrant *r) {
  pthread_mutex_lock(&r->mutex);
  reentrant_add(r);
  pthread_mutex_unlock(&r->mutex);
}

// A part of what another file has filled, or a copy.
struct options { int size; pthread_mutexattr_t attr; };
void options_fill(struct options *o);
extern pthread_mutexattr_t usual;
struct given { pthread_mutex_t mutex, other; int n; };
void given_init(struct given *g) {
  struct options o;
  options_fill(&o);
  pthread_mutex_init(&g->mutex, &o.attr);
  pthread_mutexattr_t copy = usual;
  pthread_mutex_init(&g->other, &copy);
}
void given_add(struct given *g) {
  pthread_mutex_lock(&g->mutex);
  pthread_mutex_lock(&g->other);
  g->n++;
  pthread_mutex_unlock(&g->other);
  pthread_mutex_unlock(&g->mutex);
}
void given_twice(struct given *g) {
  pthread_mutex_lock(&g->mutex);
  pthread_mutex_lock(&g->other);
  given_add(g);
  pthread_mutex_unlock(&g->other);
  pthread_mutex_unlock(&g->mutex);
}
// CHECK-NOT: warning:
