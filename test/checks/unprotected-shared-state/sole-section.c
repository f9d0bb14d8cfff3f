// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// A critical section with one thing in it says what the lock is for, if it is the only one.

#include <pthread.h>
#include <stdatomic.h>

struct config { atomic_int users; int size; };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct config *current;
static unsigned generation;

struct config *config_get(void) {
  pthread_mutex_lock(&lock);
  struct config *c = current;
  atomic_fetch_add(&c->users, 1);
  pthread_mutex_unlock(&lock);
  return c;
}
struct config *config_replace_bad(struct config *fresh) {
  struct config *old = current;
  current = fresh;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'current' is written without 'lock'
  pthread_mutex_lock(&lock);
  generation++;
  pthread_mutex_unlock(&lock);
  return old;
}
unsigned config_generation(void) {
  pthread_mutex_lock(&lock);
  unsigned g = generation;
  pthread_mutex_unlock(&lock);
  return g;
}

// It is looked at by the way, where the lock is taken for something else.
static pthread_mutex_t list_lock = PTHREAD_MUTEX_INITIALIZER;
static struct config *shown;
static int listed;
int list_size(void) {
  pthread_mutex_lock(&list_lock);
  int n = listed + shown->size;
  pthread_mutex_unlock(&list_lock);
  return n;
}
void list_show(struct config *c) {
  shown = c;
  pthread_mutex_lock(&list_lock);
  listed++;
  pthread_mutex_unlock(&list_lock);
}

// Who changes it never asks for the lock: it may be before there is anybody else.
static pthread_mutex_t name_lock = PTHREAD_MUTEX_INITIALIZER;
static const char *name;
const char *name_get(void) {
  pthread_mutex_lock(&name_lock);
  const char *n = name;
  pthread_mutex_unlock(&name_lock);
  return n;
}
void name_set(const char *n) { name = n; }

// It is claimed before.
static pthread_mutex_t made_lock = PTHREAD_MUTEX_INITIALIZER;
static struct config *made;
static int making;
struct config *make(int size);
struct config *made_get(void) {
  pthread_mutex_lock(&made_lock);
  struct config *c = made;
  pthread_mutex_unlock(&made_lock);
  return c;
}
void made_renew(void) {
  pthread_mutex_lock(&made_lock);
  int busy = making;
  making = 1;
  pthread_mutex_unlock(&made_lock);
  if (busy)
    return;
  made = make(1);
  pthread_mutex_lock(&made_lock);
  making = 0;
  pthread_mutex_unlock(&made_lock);
}
// CHECK-NOT: warning:
