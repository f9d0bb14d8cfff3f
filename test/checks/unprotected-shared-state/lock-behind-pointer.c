// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck

// An object that points to its lock is guarded by it. One that points to another
// object, which has a lock, is used under that lock for the other one's sake.

#include <pthread.h>

struct channel {
  pthread_mutex_t *lock;
  int sent, failed;
};

void channel_send(struct channel *c) {
  pthread_mutex_lock(c->lock);
  c->sent++;
  pthread_mutex_unlock(c->lock);
}
void channel_fail(struct channel *c) {
  pthread_mutex_lock(c->lock);
  c->sent--;
  c->failed++;
  pthread_mutex_unlock(c->lock);
}
int channel_sent(struct channel *c) {
  pthread_mutex_lock(c->lock);
  int n = c->sent;
  pthread_mutex_unlock(c->lock);
  return n;
}
void channel_resetBad(struct channel *c) {
  c->sent = 0;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'sent' is written without 'lock', which is held at 3 of its 4 accesses [concurrency-unprotected-shared-state]
}

struct device {
  pthread_mutex_t lock;
  int users;
};
struct session {
  struct device *device;
  int sent; // of the one thread that has the session
};

void session_send(struct session *s) {
  pthread_mutex_lock(&s->device->lock);
  s->device->users++;
  s->sent++;
  pthread_mutex_unlock(&s->device->lock);
}
void session_fail(struct session *s) {
  pthread_mutex_lock(&s->device->lock);
  s->device->users--;
  s->sent--;
  pthread_mutex_unlock(&s->device->lock);
}
int session_sent(struct session *s) {
  pthread_mutex_lock(&s->device->lock);
  int n = s->device->users ? s->sent : 0;
  pthread_mutex_unlock(&s->device->lock);
  return n;
}
void session_resetOk(struct session *s) { s->sent = 0; }
void session_closeBad(struct session *s) {
  s->device->users = 0;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'users' is written without 'lock', which is held at 3 of its 4 accesses [concurrency-unprotected-shared-state]
}
