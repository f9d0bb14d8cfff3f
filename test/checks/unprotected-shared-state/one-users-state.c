// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=gnu11 2>&1 | %filecheck
// RUN: %confirm %s
// What only one thread has to do with, but for main before it starts, needs no lock, though it is under one here and there.

#include <pthread.h>

struct filter {
  pthread_mutex_t mutex;
  int hits_ok, level, data;
};

static struct filter filter;
static int rounds = 1000;

static void run(struct filter *f) {
  f->data++;
  f->hits_ok += f->data & 1;
  f->level++;
}

static void *demodulateBad(void *arg) {
  struct filter *f = arg;
  for (int i = 0; i < rounds; ++i) {
    pthread_mutex_lock(&f->mutex);
    run(f);
    pthread_mutex_unlock(&f->mutex);
    if (f->hits_ok > 100)
      f->hits_ok = 0;
    if (f->level > 100)
      f->level = 0;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'level' is written without 'mutex'
  }
  return 0;
}

int main(void) {
  pthread_mutex_init(&filter.mutex, NULL);
  filter.hits_ok = 11;
  pthread_t t;
  if (pthread_create(&t, NULL, demodulateBad, &filter))
    return 1;
  for (int i = 0; i < 1000; ++i) {
    pthread_mutex_lock(&filter.mutex);
    filter.data = i;
    filter.level = 0;
    pthread_mutex_unlock(&filter.mutex);
  }
  pthread_join(t, NULL);
  return filter.hits_ok < 0;
}
