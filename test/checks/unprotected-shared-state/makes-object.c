// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// Who initialises an object's lock is about to make that object, and so are the helpers that only it calls.

#include <pthread.h>
#include <stdlib.h>

struct demuxer {
  pthread_mutex_t lock;
  int ranges, duration;
};
extern struct demuxer *current(void);
extern struct demuxer *allocate(void);

static void startRange(struct demuxer *d) { d->ranges++; }
static void copyLengthOk(struct demuxer *d, int duration) { d->duration = duration; }
static void copyLengthBad(struct demuxer *d, int duration) {
  d->duration = duration;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'duration' is written{{.*}} without 'lock', which is held at 3 of its 4 accesses
}

struct demuxer *openGiven(int duration) {
  struct demuxer *d = allocate();
  pthread_mutex_init(&d->lock, NULL);
  copyLengthOk(d, duration);
  startRange(d);
  return d;
}

void restart(void) {
  struct demuxer *d = current();
  pthread_mutex_lock(&d->lock);
  startRange(d);
  d->duration = 0;
  pthread_mutex_unlock(&d->lock);
}
void grow(struct demuxer *d, int by) {
  pthread_mutex_lock(&d->lock);
  startRange(d);
  d->duration += by;
  pthread_mutex_unlock(&d->lock);
}
int duration(struct demuxer *d) {
  pthread_mutex_lock(&d->lock);
  startRange(d);
  int result = d->duration;
  pthread_mutex_unlock(&d->lock);
  return result;
}
void adopt(int duration) { copyLengthBad(current(), duration); }
