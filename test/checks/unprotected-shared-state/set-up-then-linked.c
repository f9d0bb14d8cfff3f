// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=gnu11 2>&1 | %filecheck
// What is set before the object gets into the list, or its lock is made; and
// afterwards.

#include <pthread.h>
#include <stddef.h>

struct device {
  pthread_mutex_t Lock;
  int Speed;
  struct device *Next;
};

static pthread_mutex_t listLock = PTHREAD_MUTEX_INITIALIZER;
static struct device *first;

void addOk(struct device *D) {
  D->Speed = 0;
  pthread_mutex_lock(&listLock);
  D->Next = first;
  first = D;
  pthread_mutex_unlock(&listLock);
}

void addBad(struct device *D) {
  pthread_mutex_lock(&listLock);
  D->Next = first;
  first = D;
  pthread_mutex_unlock(&listLock);
  D->Speed = 0;
  // CHECK: :[[@LINE-1]]:6: warning: 'Speed' is written without 'Lock'{{.*}}[concurrency-unprotected-shared-state]
}

void makeOk(struct device *D, struct device *Next) {
  D->Next = Next;
  D->Speed = 1;
  pthread_mutex_init(&D->Lock, NULL);
}

void faster(struct device *D) {
  pthread_mutex_lock(&D->Lock);
  D->Speed++;
  pthread_mutex_unlock(&D->Lock);
}

int speedOf(struct device *D) {
  pthread_mutex_lock(&D->Lock);
  int Speed = D->Speed;
  pthread_mutex_unlock(&D->Lock);
  return Speed;
}
