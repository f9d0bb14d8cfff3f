// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// What a missing lock does not mean: the end of the lock itself, the last reference, an assertion.

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

struct log {
  pthread_mutex_t mutex;
  int references;
  int lines, bytes;
};
void log_add(struct log *l, int bytes) {
  pthread_mutex_lock(&l->mutex);
  l->lines++;
  l->bytes += bytes;
  pthread_mutex_unlock(&l->mutex);
}
int log_lines(struct log *l) {
  pthread_mutex_lock(&l->mutex);
  int n = l->lines + l->bytes;
  pthread_mutex_unlock(&l->mutex);
  return n;
}
int log_finish(struct log *l) {
  pthread_mutex_lock(&l->mutex);
  int n = l->lines;
  pthread_mutex_unlock(&l->mutex);
  pthread_mutex_destroy(&l->mutex);
  l->lines = 0;
  return n;
}
void log_unref(struct log *l) {
  if (__atomic_sub_fetch(&l->references, 1, __ATOMIC_ACQ_REL) == 0) {
    l->bytes = 0;
    free(l);
  }
}
void log_check(struct log *l) {
  assert(l->lines >= 0);
}
static int log_bytesBad(struct log *l, int all[3]) {
  all[0] += all[1];
  all[2]++;
  return l->bytes;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'bytes' is read without 'mutex', which is held at 2 of its 3 accesses [concurrency-unprotected-shared-state]
}
int log_size(struct log *l, int all[3]) { return log_bytesBad(l, all); }
