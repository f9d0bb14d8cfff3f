// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// Who says that a function need not lock promises to hold the lock.

#include "Inputs/open_queue.h"

static inline void add(struct Queue *Q, int Count, int DoLock) {
  if (DoLock)
    pthread_mutex_lock(&Q->Lock);
  if (Q->Next)
    add(Q->Next, Count, 1);
  Q->Length += Count;
  if (DoLock)
    pthread_mutex_unlock(&Q->Lock);
}

void addOne(struct Queue *Q) { add(Q, 1, 1); }
void addAgain(struct Queue *Q) { add(Q, 1, 0); } // its callers hold the lock

void addTwo(struct Queue *Q) {
  pthread_mutex_lock(&Q->Lock);
  add(Q, 2, 0);
  pthread_mutex_unlock(&Q->Lock);
}

int take(struct Queue *Q) {
  pthread_mutex_lock(&Q->Lock);
  int Taken = Q->Length;
  Q->Length = 0;
  pthread_mutex_unlock(&Q->Lock);
  return Taken;
}

int length(struct Queue *Q) {
  pthread_mutex_lock(&Q->Lock);
  int Length = Q->Length;
  pthread_mutex_unlock(&Q->Lock);
  return Length;
}

void drop(struct Queue *Q) {
  pthread_mutex_lock(&Q->Lock);
  --Q->Length;
  pthread_mutex_unlock(&Q->Lock);
}

void clear(struct Queue *Q) {
  Q->Length = 0;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Length' is written without 'Lock'{{.*}}[concurrency-unprotected-shared-state]
  pthread_mutex_lock(&Q->Lock);
  Q->Ready = 0;
  pthread_mutex_unlock(&Q->Lock);
}
