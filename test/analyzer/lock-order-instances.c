// RUN: %analyze %s 2>&1 | %filecheck
// Two objects of one class: a fixed order, as from an element to its pad, is none that can be swapped. The core judges where it
// sees both locks; what is held on some paths only, the paths do.

#include <pthread.h>

struct object {
  pthread_mutex_t lock;
  struct object *parent, *pads;
  int count, linked;
};

int addPadOk(struct object *element, struct object *pad) {
  pthread_mutex_lock(&element->lock);
  pthread_mutex_lock(&pad->lock);
  pad->parent = element;
  pthread_mutex_unlock(&pad->lock);
  element->pads = pad;
  element->count++;
  pthread_mutex_unlock(&element->lock);
  return element->count;
}

void moveBad(struct object *from, struct object *to) {
  pthread_mutex_lock(&from->lock);
  pthread_mutex_lock(&to->lock);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'object::lock' is acquired while 'object::lock' of another object is held
  from->count--;
  to->count++;
  pthread_mutex_unlock(&to->lock);
  pthread_mutex_unlock(&from->lock);
}

void moveSomeBad(struct object *from, struct object *to, int locks) {
  if (locks)
    pthread_mutex_lock(&from->lock);
  pthread_mutex_lock(&to->lock);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'object::lock' is acquired while 'object::lock' of another object is held
  from->count--;
  to->count++;
  pthread_mutex_unlock(&to->lock);
  if (locks)
    pthread_mutex_unlock(&from->lock);
}
