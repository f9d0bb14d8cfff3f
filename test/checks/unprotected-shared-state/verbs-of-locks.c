// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state,concurrency-lock-order-inversion' %s -- -std=gnu11 2>&1 | %filecheck
// Functions on nothing but a lock, called alike but for `Lock` and `Unlock`, are what they are called. A door is none.

#include <stdbool.h>

typedef struct LOCK {
  void *data;
  bool ready;
} LOCK;
LOCK *NewLock(void);
void DeleteLock(LOCK *lock);
bool LockInner(LOCK *lock);
void UnlockInner(LOCK *lock);
#define Lock(lock) LockInner(lock)
#define Unlock(lock) UnlockInner(lock)

typedef struct DOOR {
  bool locked;
} DOOR;
bool LockFrontDoor(DOOR *door);
void UnlockFrontDoor(DOOR *door);

struct session {
  LOCK *lock, *log_lock;
  DOOR *door;
  int packets, lines, visits;
};

void countOk(struct session *s) {
  Lock(s->lock);
  s->packets++;
  Unlock(s->lock);
}
void resetOk(struct session *s) {
  Lock(s->lock);
  s->packets = 0;
  Unlock(s->lock);
}
int takeOk(struct session *s) {
  Lock(s->lock);
  int n = s->packets;
  s->packets = 0;
  Unlock(s->lock);
  return n;
}
void addBad(struct session *s, int n) {
  s->packets += n;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'packets' is written without 'lock', which is held at {{[0-9]+}} of its {{[0-9]+}} accesses [concurrency-unprotected-shared-state]
}

void logBad(struct session *s) {
  Lock(s->lock);
  Lock(s->log_lock);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'session::log_lock' is acquired while 'session::lock' is held{{.*}}[concurrency-lock-order-inversion]
  s->lines++;
  Unlock(s->log_lock);
  Unlock(s->lock);
}
void rotateBad(struct session *s) {
  Lock(s->log_lock);
  Lock(s->lock);
  s->lines = 0;
  Unlock(s->lock);
  Unlock(s->log_lock);
}

void visitOk(struct session *s) {
  LockFrontDoor(s->door);
  s->visits++;
  UnlockFrontDoor(s->door);
}
void visitAgainOk(struct session *s) {
  LockFrontDoor(s->door);
  s->visits++;
  UnlockFrontDoor(s->door);
}
int visitsOk(struct session *s) { return s->visits; }
