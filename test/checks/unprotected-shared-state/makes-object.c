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

// Who also has the object's thread started is more than its maker.
struct poller {
  pthread_mutex_t mu;
  pthread_t thread;
  int budget, rounds;
};
static void *poll(void *arg) {
  struct poller *p = arg;
  pthread_mutex_lock(&p->mu);
  p->rounds += p->budget;
  p->budget = 0;
  pthread_mutex_unlock(&p->mu);
  return NULL;
}
static void up(struct poller *p) { pthread_create(&p->thread, NULL, poll, p); }
static void setBudgetBad(struct poller *p, int budget) {
  p->budget = budget;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'budget' is written
}
void serve(void) {
  struct poller *p = calloc(1, sizeof *p);
  pthread_mutex_init(&p->mu, NULL);
  up(p);
  setBudgetBad(p, 16);
  pthread_join(p->thread, NULL);
  free(p);
}
