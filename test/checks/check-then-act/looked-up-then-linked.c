// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=gnu11 2>&1 | %filecheck
// It is not in the list, and so it is put there: in a critical section that does not
// look again.

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct page {
  struct page *next;
  unsigned number;
  int users;
};

struct cache {
  pthread_mutex_t lock;
  struct page *buckets[64];
  unsigned pages;
};

static struct page *look(struct cache *c, unsigned number) {
  struct page *p = c->buckets[number % 64];
  while (p && p->number != number)
    p = p->next;
  return p;
}

static void link(struct cache *c, struct page *p) {
  p->next = c->buckets[p->number % 64];
  c->buckets[p->number % 64] = p;
  c->pages++;
}

static struct page *load(unsigned number) {
  struct page *p = calloc(1, sizeof *p);
  if (p)
    p->number = number;
  return p;
}

void drop(struct cache *c) {
  pthread_mutex_lock(&c->lock);
  memset(c->buckets, 0, sizeof c->buckets);
  pthread_mutex_unlock(&c->lock);
}

int getBad(struct cache *c, unsigned number, struct page **out) {
  pthread_mutex_lock(&c->lock);
  struct page *p = look(c, number);
  if (p)
    goto found;
  pthread_mutex_unlock(&c->lock);

  struct page *fresh = load(number);
  pthread_mutex_lock(&c->lock);
  if (!fresh) {
    pthread_mutex_unlock(&c->lock);
    return -1;
  }
  p = fresh;
  link(c, p);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'buckets' may have changed since it was tested{{.*}}[concurrency-check-then-act]
found:
  p->users++;
  *out = p;
  pthread_mutex_unlock(&c->lock);
  return 0;
}

int getGood(struct cache *c, unsigned number, struct page **out) {
  pthread_mutex_lock(&c->lock);
  struct page *p = look(c, number);
  pthread_mutex_unlock(&c->lock);
  if (!p) {
    struct page *fresh = load(number);
    if (!fresh)
      return -1;
    pthread_mutex_lock(&c->lock);
    p = look(c, number);
    if (!p)
      link(c, p = fresh);
    pthread_mutex_unlock(&c->lock);
  }
  *out = p;
  return 0;
}

// Functions that lock by themselves, with helpers.

static struct cache theCache;

static bool has(unsigned number) {
  pthread_mutex_lock(&theCache.lock);
  bool found = look(&theCache, number) != NULL;
  pthread_mutex_unlock(&theCache.lock);
  return found;
}

static void insert(struct page *p) {
  pthread_mutex_lock(&theCache.lock);
  link(&theCache, p);
  pthread_mutex_unlock(&theCache.lock);
}

static bool insertNew(struct page *p) {
  pthread_mutex_lock(&theCache.lock);
  bool found = look(&theCache, p->number) != NULL;
  if (!found)
    link(&theCache, p);
  pthread_mutex_unlock(&theCache.lock);
  return !found;
}

int registerBad(unsigned number) {
  if (has(number))
    return -1;
  struct page *p = load(number);
  if (p)
    insert(p);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: '{{.*}}' may have changed since it was tested{{.*}}[concurrency-check-then-act]
  return 0;
}

int registerGood(unsigned number) {
  if (has(number))
    return -1;
  struct page *p = load(number);
  if (p && !insertNew(p)) {
    free(p);
    return -1;
  }
  return 0;
}

// A place is chosen while others may read, and taken later.

enum { streams = 16 };
struct mixer {
  pthread_rwlock_t lock;
  struct stream {
    int used, id;
  } streams[streams];
};

static int findFree(const struct mixer *m) {
  for (int i = 0; i < streams; i++)
    if (!m->streams[i].used)
      return i;
  return -1;
}

int attachBad(struct mixer *m, int id) {
  pthread_rwlock_rdlock(&m->lock);
  int slot = findFree(m);
  pthread_rwlock_unlock(&m->lock);
  if (slot < 0)
    return -1;
  pthread_rwlock_wrlock(&m->lock);
  struct stream *s = &m->streams[slot];
  s->used = 1;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'streams' may have changed since it was tested{{.*}}[concurrency-check-then-act]
  s->id = id;
  pthread_rwlock_unlock(&m->lock);
  return slot;
}

int attachGood(struct mixer *m, int id) {
  pthread_rwlock_wrlock(&m->lock);
  int slot = findFree(m);
  if (slot >= 0) {
    struct stream *s = &m->streams[slot];
    s->used = 1;
    s->id = id;
  }
  pthread_rwlock_unlock(&m->lock);
  return slot;
}

void detach(struct mixer *m, int slot) {
  pthread_rwlock_wrlock(&m->lock);
  m->streams[slot].used = 0;
  pthread_rwlock_unlock(&m->lock);
}

// Who takes something out looks whether there is anything, by what goes with it.

struct queue {
  pthread_mutex_t lock;
  struct page *head;
  unsigned length;
};

static bool isEmpty(struct queue *q) {
  pthread_mutex_lock(&q->lock);
  bool empty = q->length == 0;
  pthread_mutex_unlock(&q->lock);
  return empty;
}

void push(struct queue *q, struct page *p) {
  pthread_mutex_lock(&q->lock);
  p->next = q->head;
  q->head = p;
  q->length++;
  pthread_mutex_unlock(&q->lock);
}

static struct page *popAny(struct queue *q) {
  pthread_mutex_lock(&q->lock);
  struct page *p = q->head;
  if (!p) {
    pthread_mutex_unlock(&q->lock);
    return NULL;
  }
  q->head = p->next;
  q->length--;
  pthread_mutex_unlock(&q->lock);
  return p;
}

static struct page *popBlindly(struct queue *q) {
  pthread_mutex_lock(&q->lock);
  struct page *p = q->head;
  q->head = p->next;
  q->length--;
  pthread_mutex_unlock(&q->lock);
  return p;
}

struct page *takeGood(struct queue *q) { return isEmpty(q) ? NULL : popAny(q); }

struct page *takeBad(struct queue *q) {
  if (isEmpty(q))
    return NULL;
  return popBlindly(q);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'length' may have changed since it was tested{{.*}}[concurrency-check-then-act]
}
