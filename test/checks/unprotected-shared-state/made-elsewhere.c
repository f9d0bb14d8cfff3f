// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// What functions of other files make is nobody else's yet: memory by its size, and
// what a function that makes such things hands out.

#include <pthread.h>
#include <stddef.h>

struct pool;
void *pool_get(struct pool *from, size_t size);
void pool_put(struct pool *to, void *what, size_t size);

struct entry {
  pthread_mutex_t lock;
  struct entry *next;
  int hits, misses;
};

int entry_create(struct pool *in, struct entry **to);
int entry_find(struct pool *in, struct entry **to);

void entry_hit(struct entry *e) {
  pthread_mutex_lock(&e->lock);
  e->hits++;
  pthread_mutex_unlock(&e->lock);
}

void entry_miss(struct entry *e) {
  pthread_mutex_lock(&e->lock);
  e->misses++;
  pthread_mutex_unlock(&e->lock);
}

int entry_sum(struct entry *e) {
  pthread_mutex_lock(&e->lock);
  int sum = e->hits + e->misses;
  pthread_mutex_unlock(&e->lock);
  return sum;
}

void entry_clear(struct entry *e) {
  pthread_mutex_lock(&e->lock);
  e->hits = e->misses = 0;
  pthread_mutex_unlock(&e->lock);
}

static void start(struct entry *e) { e->hits = 1; }

struct entry *entry_addGood(struct pool *in, struct entry *before) {
  struct entry *e = pool_get(in, sizeof(*e));
  e->next = before;
  start(e);
  e->misses = 0;
  return e;
}

struct entry *entry_copyGood(struct pool *in) {
  struct entry *e = NULL;
  if (entry_create(in, &e) != 0)
    return NULL;
  start(e);
  e->misses = 0;
  return e;
}

static void forgetBad(struct entry *e) {
  e->hits = 0;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'hits' is written without 'lock'{{.*}}[concurrency-unprotected-shared-state]
}

void entry_forget(struct entry *e) {
  forgetBad(e);
  pthread_mutex_lock(&e->lock);
  e->misses = 0;
  pthread_mutex_unlock(&e->lock);
}

// Behind a table of functions, the object may be more than is seen, and lock.
struct view;
struct view_methods {
  void (*draw)(struct view *);
  void (*drop)(struct view *);
};
struct view {
  const struct view_methods *methods;
  int width;
};
void view_resize(struct view *v, int width);

struct window {
  pthread_mutex_t lock;
  struct view *view;
  int width;
};

void window_narrow(struct window *w) {
  pthread_mutex_lock(&w->lock);
  view_resize(w->view, --w->width);
  pthread_mutex_unlock(&w->lock);
}

void window_widen(struct window *w) {
  pthread_mutex_lock(&w->lock);
  view_resize(w->view, ++w->width);
  pthread_mutex_unlock(&w->lock);
}

void window_setViewGood(struct window *w, int width) {
  pthread_mutex_lock(&w->lock);
  w->width = width;
  struct view *view = w->view;
  pthread_mutex_unlock(&w->lock);
  view_resize(view, width);
}

// What is looked up by a number is not made, whatever size it says.
struct vector;
void *vector_at(struct vector *of, size_t n, size_t size);

struct guest {
  int meals;
};
static struct vector *guests;
static pthread_mutex_t guests_lock = PTHREAD_MUTEX_INITIALIZER;

void guest_serve(size_t n) {
  pthread_mutex_lock(&guests_lock);
  struct guest *g = vector_at(guests, n, sizeof(struct guest));
  g->meals++;
  pthread_mutex_unlock(&guests_lock);
}

void guest_miss(size_t n) {
  pthread_mutex_lock(&guests_lock);
  struct guest *g = vector_at(guests, n, sizeof(struct guest));
  g->meals--;
  pthread_mutex_unlock(&guests_lock);
}

int guest_meals(size_t n) {
  pthread_mutex_lock(&guests_lock);
  struct guest *g = vector_at(guests, n, sizeof(struct guest));
  int meals = g->meals;
  pthread_mutex_unlock(&guests_lock);
  return meals;
}

void guest_startBad(size_t n) {
  struct guest *g = vector_at(guests, n, sizeof(struct guest));
  g->meals = 0;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'meals' is written without 'guests_lock'{{.*}}[concurrency-unprotected-shared-state]
}
