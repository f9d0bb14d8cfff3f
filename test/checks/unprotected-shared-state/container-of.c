// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=gnu11 2>&1 | %filecheck
// Functions of a table get the object around a member; its lock is the same one in the helpers that they call.

#include <pthread.h>
#include <stddef.h>

struct port {
  int number;
};
struct bridge {
  struct port port;
  pthread_mutex_t mutex;
  int *slots;
  int count;
};

static struct bridge *bridgeOf(struct port *p) {
  return (struct bridge *)((char *)p - offsetof(struct bridge, port));
}

static void grow(struct bridge *b, int by) {
  b->count += by;
  b->slots[b->count] = by;
}
static void shrink(struct bridge *b) {
  b->slots[b->count] = 0;
  b->count--;
}

static void addOk(struct port *p) {
  struct bridge *b = bridgeOf(p);
  pthread_mutex_lock(&b->mutex);
  grow(b, 1);
  pthread_mutex_unlock(&b->mutex);
}
static void addManyOk(struct port *p) {
  struct bridge *b = bridgeOf(p);
  pthread_mutex_lock(&b->mutex);
  grow(b, 8);
  pthread_mutex_unlock(&b->mutex);
}
static void dropOk(struct port *p) {
  struct bridge *b = bridgeOf(p);
  pthread_mutex_lock(&b->mutex);
  shrink(b);
  pthread_mutex_unlock(&b->mutex);
}
static int sizeOk(struct port *p) {
  struct bridge *b = bridgeOf(p);
  pthread_mutex_lock(&b->mutex);
  int n = b->count;
  pthread_mutex_unlock(&b->mutex);
  return n;
}
static void trimBad(struct port *p) {
  struct bridge *b = bridgeOf(p);
  shrink(b);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'count' is written by 'shrink' without 'mutex', which is held at {{[0-9]+}} of its {{[0-9]+}} accesses [concurrency-unprotected-shared-state]
}

struct operations {
  void (*add)(struct port *), (*addMany)(struct port *), (*drop)(struct port *), (*trim)(struct port *);
  int (*size)(struct port *);
};
const struct operations bridge_operations = {addOk, addManyOk, dropOk, trimBad, sizeOk};
