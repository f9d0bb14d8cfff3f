// RUN: %analyze -Xclang -analyzer-checker=debug.Stats -Xclang \
// RUN:   -analyzer-config -Xclang max-nodes=12500 %s 2>&1 \
// RUN:   | %llvm/FileCheck %s --implicit-check-not='WorkList: no'
// Turns of loops that leave no lock and no decision behind are the same, so
// that locks in loops do not multiply the paths.

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

struct item {
  struct item *next;
  int key;
};
static pthread_mutex_t work_mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t stats_mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t more = PTHREAD_COND_INITIALIZER;
static struct item **old, **new;
static volatile int running = 1;
static int bulk = 1, bucket, size, moved, verbose;
static bool growing;
void *try_item(int bucket);
void put_item(void *lock);

// CHECK: warning: maintain ->{{.*}}Empty WorkList: yes
void *maintain(void *arg) {
  pthread_mutex_lock(&work_mu);
  while (running) {
    for (int i = 0; i < bulk && growing; ++i) {
      void *lock = NULL;
      if ((lock = try_item(bucket))) {
        struct item *next;
        for (struct item *it = old[bucket]; it; it = next) {
          next = it->next;
          it->next = new[it->key];
          new[it->key] = it;
        }
        old[bucket] = NULL;
        bucket++;
        if (bucket == size) {
          growing = false;
          pthread_mutex_lock(&stats_mu);
          moved += size;
          pthread_mutex_unlock(&stats_mu);
          if (verbose > 1)
            size++;
        }
      }
      if (lock)
        put_item(lock);
    }
    if (!growing)
      pthread_cond_wait(&more, &work_mu);
  }
  pthread_mutex_unlock(&work_mu);
  return arg;
}

void start(void) {
  pthread_mutex_lock(&work_mu);
  growing = true;
  pthread_mutex_unlock(&work_mu);
}
