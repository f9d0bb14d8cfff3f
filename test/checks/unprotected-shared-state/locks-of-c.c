// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state,concurrency-lock-order-inversion' %s -- -std=gnu11 2>&1 | %filecheck
// Locks of C that nobody sees into: an object with methods, a struct around a lock
// whose functions have names of their own, and a guard that ends with its scope.

#include <pthread.h>

struct mutex {
  void (*lock)(struct mutex *self);
  void (*unlock)(struct mutex *self);
  void (*destroy)(struct mutex *self);
};

struct cache {
  struct mutex *mutex, *log_mutex;
  int hits, lines;
};

void cache_hit(struct cache *c) {
  c->mutex->lock(c->mutex);
  c->hits++;
  c->log_mutex->lock(c->log_mutex);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'cache::log_mutex' is acquired while 'cache::mutex' is held{{.*}}[concurrency-lock-order-inversion]
  c->lines++;
  c->log_mutex->unlock(c->log_mutex);
  c->mutex->unlock(c->mutex);
}

void cache_reset(struct cache *c) {
  c->log_mutex->lock(c->log_mutex);
  c->lines = 0;
  c->mutex->lock(c->mutex);
  c->hits = 0;
  c->mutex->unlock(c->mutex);
  c->log_mutex->unlock(c->log_mutex);
}

int cache_hits(struct cache *c) {
  c->mutex->lock(c->mutex);
  int n = c->hits;
  c->mutex->unlock(c->mutex);
  return n;
}

int cache_missBad(struct cache *c) {
  c->mutex->lock(c->mutex);
  int n = c->hits;
  c->mutex->unlock(c->mutex);
  c->hits = 0;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'hits' is written without 'mutex'{{.*}}[concurrency-unprotected-shared-state]
  return n;
}

// A table of functions for other objects is no lock.
struct device {
  const struct device_ops *ops;
  int users, opens;
};
struct device_ops {
  void (*lock)(struct device *);
  void (*unlock)(struct device *);
};

void device_open(struct device *d) {
  d->ops->lock(d);
  d->opens++;
  d->ops->unlock(d);
}

struct my_mutex_info {
  pthread_mutex_t mutex;
  const char *where;
};
int __my_pthread_mutex_lock(const char *file, int line, struct my_mutex_info *m);
int __my_pthread_mutex_unlock(const char *file, struct my_mutex_info *m);
#define my_lock(m) __my_pthread_mutex_lock(__FILE__, __LINE__, m)
#define my_unlock(m) __my_pthread_mutex_unlock(__FILE__, m)

struct queue {
  struct my_mutex_info lock;
  int size;
};

void queue_put(struct queue *q) {
  my_lock(&q->lock);
  q->size++;
  my_unlock(&q->lock);
}

int queue_size(struct queue *q) {
  my_lock(&q->lock);
  int n = q->size;
  my_unlock(&q->lock);
  return n;
}

int queue_takeBad(struct queue *q) {
  my_lock(&q->lock);
  int n = q->size;
  my_unlock(&q->lock);
  q->size--;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'size' is written without 'lock'{{.*}}[concurrency-unprotected-shared-state]
  return n;
}

struct guard {
  struct my_mutex_info *of;
};
struct guard guard_lock(struct my_mutex_info *m);
void guard_unlock(struct guard *g);
#define LOCKED(m)                                                              \
  __attribute__((cleanup(guard_unlock))) struct guard guard = guard_lock(m)

struct list {
  struct my_mutex_info lock;
  int length;
};

void list_add(struct list *l) {
  LOCKED(&l->lock);
  l->length++;
}

int list_length(struct list *l) {
  LOCKED(&l->lock);
  return l->length;
}

void list_dropBad(struct list *l) {
  {
    LOCKED(&l->lock);
    if (l->length == 0)
      return;
  }
  l->length--;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'length' is written without 'lock'{{.*}}[concurrency-unprotected-shared-state]
}

// A struct with data is none of them, whatever its name says.
struct mutex_table {
  pthread_mutex_t mutex;
  int entries;
};

void table_add(struct mutex_table *t) {
  pthread_mutex_lock(&t->mutex);
  t->entries++;
  pthread_mutex_unlock(&t->mutex);
}

int table_entries(struct mutex_table *t) {
  pthread_mutex_lock(&t->mutex);
  int n = t->entries;
  pthread_mutex_unlock(&t->mutex);
  return n;
}

int table_dropBad(struct mutex_table *t) {
  pthread_mutex_lock(&t->mutex);
  int n = t->entries;
  pthread_mutex_unlock(&t->mutex);
  t->entries--;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'entries' is written without 'mutex'{{.*}}[concurrency-unprotected-shared-state]
  return n;
}

// Nor is an object that has more to do.
struct port {
  void (*lock)(struct port *);
  void (*unlock)(struct port *);
  void (*send)(struct port *);
  int sent;
};

static struct port port;

static void *use(void *unused) {
  port.sent++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'sent' is written here and used in another thread{{.*}}[concurrency-unprotected-shared-state]
  return unused;
}

int main(void) {
  pthread_t one, other;
  pthread_create(&one, 0, use, 0);
  pthread_create(&other, 0, use, 0);
  pthread_join(one, 0);
  pthread_join(other, 0);
  return port.sent;
}
