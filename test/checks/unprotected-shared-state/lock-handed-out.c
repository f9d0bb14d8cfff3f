// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// A function that returns with the lock held gives it to its callers: others of the file may be called in between.

#include <pthread.h>
#include <stdlib.h>

struct entry {
  struct entry *next;
  long value;
};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct entry *entries;
static long total;

struct entry *cache_beginOk(void) {
  pthread_mutex_lock(&lock);
  if (!entries) {
    pthread_mutex_unlock(&lock);
    return NULL;
  }
  return entries;
}
void cache_endOk(void) { pthread_mutex_unlock(&lock); }
long cache_totalOk(void) { return total; } // between the two, perhaps

void cache_addOk(struct entry *e) {
  pthread_mutex_lock(&lock);
  e->next = entries;
  entries = e;
  total += e->value;
  pthread_mutex_unlock(&lock);
}
void cache_clearOk(void) {
  pthread_mutex_lock(&lock);
  entries = NULL;
  total = 0;
  pthread_mutex_unlock(&lock);
}

static pthread_mutex_t ownLock = PTHREAD_MUTEX_INITIALIZER;
static long own;
void own_addOk(long n) {
  pthread_mutex_lock(&ownLock);
  own += n;
  pthread_mutex_unlock(&ownLock);
}
void own_takeOk(long n) {
  pthread_mutex_lock(&ownLock);
  own -= n;
  pthread_mutex_unlock(&ownLock);
}
void own_clearOk(void) {
  pthread_mutex_lock(&ownLock);
  own = 0;
  pthread_mutex_unlock(&ownLock);
}
long own_totalBad(void) {
  return own;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'own' is read without 'ownLock', which is held at 3 of its 4 accesses [concurrency-unprotected-shared-state]
}
