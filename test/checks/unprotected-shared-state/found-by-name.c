// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' -header-filter='.*' %s -- -std=c11 -I %S/Inputs 2>&1 | %filecheck
// A public lock may be held by whoever calls, but not of an object that is looked up only here.

#include "device.h"

void set_speed(struct device *d, int speed) {
  pthread_mutex_lock(&d->mutex);
  d->speed = speed;
  d->changes++;
  pthread_mutex_unlock(&d->mutex);
}
void stop(struct device *d) {
  pthread_mutex_lock(&d->mutex);
  d->speed = 0;
  d->changes++;
  pthread_mutex_unlock(&d->mutex);
}
int speed(struct device *d) {
  pthread_mutex_lock(&d->mutex);
  int now = d->speed;
  pthread_mutex_unlock(&d->mutex);
  return now;
}
int changes(struct device *d) {
  pthread_mutex_lock(&d->mutex);
  int now = d->changes + d->speed;
  pthread_mutex_unlock(&d->mutex);
  return now;
}

static void changed__(struct device *d) {
  d->changes++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'changes' is written without 'mutex'{{.*}}[concurrency-unprotected-shared-state]
}
void on_change_bad(const char *name) {
  struct device *d = device_from_name(name);
  if (d)
    changed__(d);
}

// The caller may hold the lock of what it hands in.
static void slower__(struct device *d) { d->speed--; }
void slower_ok(struct device *d) { slower__(d); }
