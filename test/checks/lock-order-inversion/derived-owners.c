// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=gnu11 2>&1 | %filecheck
// RUN: %analyze %s 2>&1 | %filecheck
// Structs whose first field is of one type have a lock of that one. An element's lock and then its pad's, and a pad's lock before a
// pad's own, are no circle: no object is both. Where one type derives from the other, an object may be.

#include <pthread.h>

struct object {
  pthread_mutex_t lock;
  int flags;
};
struct element {
  struct object object;
  int latency;
};
struct pad {
  struct object object;
  pthread_mutex_t data_lock, probe_lock;
  int queued, probes;
};
struct ghost_pad {
  struct pad pad;
  int target;
};
#define OBJECT(x) ((struct object *)(x))

void setLatencyOk(struct element *element, struct pad *pad) {
  pthread_mutex_lock(&OBJECT(element)->lock);
  pthread_mutex_lock(&pad->data_lock);
  pad->queued += element->latency;
  pthread_mutex_unlock(&pad->data_lock);
  pthread_mutex_unlock(&OBJECT(element)->lock);
}
void resetOk(struct pad *pad) {
  pthread_mutex_lock(&pad->data_lock);
  pthread_mutex_lock(&OBJECT(pad)->lock);
  OBJECT(pad)->flags = 0;
  pthread_mutex_unlock(&OBJECT(pad)->lock);
  pad->queued = 0;
  pthread_mutex_unlock(&pad->data_lock);
}

void probeBad(struct ghost_pad *ghost, struct pad *pad) {
  pthread_mutex_lock(&OBJECT(ghost)->lock);
  pthread_mutex_lock(&pad->probe_lock);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'pad::probe_lock' is acquired while 'object::lock' is held, but the other order is taken elsewhere
  pad->probes += ghost->target;
  pthread_mutex_unlock(&pad->probe_lock);
  pthread_mutex_unlock(&OBJECT(ghost)->lock);
}
void clearBad(struct pad *pad) {
  pthread_mutex_lock(&pad->probe_lock);
  pthread_mutex_lock(&OBJECT(pad)->lock);
  OBJECT(pad)->flags = 0;
  pthread_mutex_unlock(&OBJECT(pad)->lock);
  pad->probes = 0;
  pthread_mutex_unlock(&pad->probe_lock);
}
