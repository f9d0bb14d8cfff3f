// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=gnu11 2>&1 | %filecheck
// Functions of other files that are given a lock of a library: their names say what they do with it, if there is one
// that takes it back.

#include <pthread.h>

int os_mutex_lock(pthread_mutex_t *m);
int os_mutex_unlock(pthread_mutex_t *m);
int os_rw_write_lock(pthread_rwlock_t *l);
int os_rw_read_lock(pthread_rwlock_t *l);
int os_rw_unlock(pthread_rwlock_t *l);
int os_mutex_register_lock(pthread_mutex_t *m);
int Thread_lock_mutex(pthread_mutex_t *m);
int Thread_unlock_mutex(pthread_mutex_t *m);
void lock_rwlock(pthread_rwlock_t *l);
void unlock_rwlock(pthread_rwlock_t *l);
int Thread_prepare_mutex(pthread_mutex_t *m);

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER, listed = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static int count, shared, others;

void add(void) {
  os_mutex_lock(&mutex);
  ++count;
  os_mutex_unlock(&mutex);
}
int take(void) {
  os_mutex_lock(&mutex);
  int taken = count;
  count = 0;
  os_mutex_unlock(&mutex);
  return taken;
}
void resetBad(void) { count = 0; }
// CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'count' is written without 'mutex', which is held at 3 of its 4 accesses

void share(int n) {
  os_rw_write_lock(&rwlock);
  shared = n;
  os_rw_unlock(&rwlock);
}
int look(void) {
  os_rw_read_lock(&rwlock);
  int seen = shared;
  os_rw_unlock(&rwlock);
  return seen;
}
void hide(void) {
  os_rw_write_lock(&rwlock);
  shared = 0;
  os_rw_unlock(&rwlock);
}
int peekBad(void) { return shared; }
// CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'shared' is read without 'rwlock', which is held at 3 of its 4 accesses

// Nothing says that this one is given back.
void first(void) {
  os_mutex_register_lock(&listed);
  ++others;
}
void second(void) {
  os_mutex_register_lock(&listed);
  --others;
}
void third(void) {
  os_mutex_register_lock(&listed);
  others = 1;
}
void fourthOk(void) { others = 0; }

// The lock's kind may stand at the end.
static pthread_mutex_t handles = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t table_lock = PTHREAD_RWLOCK_INITIALIZER;
static int opened, entries, prepared;

void openOne(void) {
  Thread_lock_mutex(&handles);
  ++opened;
  Thread_unlock_mutex(&handles);
}
void closeOne(void) {
  Thread_lock_mutex(&handles);
  --opened;
  Thread_unlock_mutex(&handles);
}
int openNow(void) {
  Thread_lock_mutex(&handles);
  int now = opened;
  Thread_unlock_mutex(&handles);
  return now;
}
void closeAllBad(void) { opened = 0; }
// CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'opened' is written without 'handles', which is held at 3 of its 4 accesses

void enter(void) {
  lock_rwlock(&table_lock);
  ++entries;
  unlock_rwlock(&table_lock);
}
void leave(void) {
  lock_rwlock(&table_lock);
  --entries;
  unlock_rwlock(&table_lock);
}
int entriesNow(void) {
  lock_rwlock(&table_lock);
  int now = entries;
  unlock_rwlock(&table_lock);
  return now;
}
void clearBad(void) { entries = 0; }
// CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'entries' is written without 'table_lock', which is held at 3 of its 4 accesses

void prepareOne(void) {
  Thread_prepare_mutex(&handles);
  ++prepared;
}
void prepareTwo(void) {
  Thread_prepare_mutex(&handles);
  ++prepared;
}
void prepareNoneOk(void) { prepared = 0; }
