// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// A function that is given a pointer to a guarded object uses it, wherever its body is.

#include <pthread.h>

struct map {
  int n;
  void *head;
};
void map_insert(struct map *, void *);
void *map_find(const struct map *, int);

// What it leads to is not known: it may lock.
struct handle;
struct port {
  struct handle *impl;
};
void port_send(struct port *, int);

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct map map;
static struct port port;

void addOk(void *node) {
  pthread_mutex_lock(&mutex);
  map_insert(&map, node);
  port_send(&port, 1);
  pthread_mutex_unlock(&mutex);
}
void addAgainOk(void *node) {
  pthread_mutex_lock(&mutex);
  map_insert(&map, node);
  port_send(&port, 2);
  pthread_mutex_unlock(&mutex);
}
void *findOk(int n) {
  pthread_mutex_lock(&mutex);
  void *found = map_find(&map, n);
  port_send(&port, 3);
  pthread_mutex_unlock(&mutex);
  return found;
}
void *findBad(int n) {
  void *found = map_find(&map, n);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'map' is read without 'mutex', which is held at 3 of its 4 accesses [concurrency-unprotected-shared-state]
  return found == &map ? NULL : found;
}
void sendOk(int n) { port_send(&port, n); }

// As one of the class that it is derived from.
struct object {
  int kind, refs;
};
const char *object_name(struct object *);
void object_set(struct object *, int);
struct shape {
  struct object parent;
  struct object style;
  pthread_mutex_t mu;
};
void setOk(struct shape *s, int n) {
  pthread_mutex_lock(&s->mu);
  object_set(&s->parent, n);
  object_set(&s->style, n);
  pthread_mutex_unlock(&s->mu);
}
void setTwiceOk(struct shape *s, int n) {
  pthread_mutex_lock(&s->mu);
  object_set(&s->parent, n);
  object_set(&s->parent, n + 1);
  object_set(&s->style, n);
  object_set(&s->style, n + 1);
  pthread_mutex_unlock(&s->mu);
}
const char *nameOk(struct shape *s) { return object_name(&s->parent); }
const char *styleBad(struct shape *s) {
  return object_name(&s->style);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'style' is written without 'mu', which is held at 3 of its 4 accesses [concurrency-unprotected-shared-state]
}

#ifdef CONFIRM
const char *object_name(struct object *o) { return o->kind++ ? "" : "o"; }
void object_set(struct object *o, int n) { o->kind = n; }
void map_insert(struct map *m, void *node) {
  m->n++;
  m->head = node;
}
void *map_find(const struct map *m, int n) { return m->n > n ? m->head : 0; }
void port_send(struct port *p, int n) { (void)p, (void)n; }

static struct shape shape = {.mu = PTHREAD_MUTEX_INITIALIZER};

static void *run(void *unused) {
  for (int i = 0; i < 100000; ++i) {
    setOk(&shape, i);
    addOk(unused);
    addAgainOk(unused);
    sendOk(i);
  }
  return unused;
}
int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, run, NULL);
  for (int i = 0; i < 100000; ++i) {
    if (findBad(i) == &mutex || findOk(i) == &mutex)
      return 1;
    styleBad(&shape);
    sendOk(i);
  }
  pthread_join(thread, NULL);
}
#endif
