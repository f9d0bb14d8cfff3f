// RUN: %tidy -checks='-*,concurrency-lock-order-inversion,concurrency-non-reentrant-relock' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// What dies on purpose takes locks on its way out, and never comes back: no order
// that a running program has.

#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t list_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t item_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t disk_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t queue_lock = PTHREAD_MUTEX_INITIALIZER;
static int items, saved, queued;

static void save_all(void) {
  pthread_mutex_lock(&list_lock);
  saved = items;
  pthread_mutex_unlock(&list_lock);
}

__attribute__((noreturn)) static void fatal(void) {
  save_all();
  exit(1);
}

void changeOk(int by) {
  pthread_mutex_lock(&item_lock);
  if (by == 0)
    fatal();
  items += by;
  pthread_mutex_unlock(&item_lock);
}

void visitOk(void) {
  pthread_mutex_lock(&list_lock);
  if (saved < 0)
    fatal(); // (again: it hangs instead of dying, in what is lost already)
  pthread_mutex_lock(&item_lock);
  items++;
  pthread_mutex_unlock(&item_lock);
  pthread_mutex_unlock(&list_lock);
}

static void flush_queue(void) {
  pthread_mutex_lock(&queue_lock);
  queued = 0;
  pthread_mutex_unlock(&queue_lock);
}

// Comes back.
static void complain(void) { flush_queue(); }

void writeBad(int bytes) {
  pthread_mutex_lock(&disk_lock);
  if (bytes == 0)
    complain();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'queue_lock' is acquired while 'disk_lock' is held, but the other order is taken{{.*}}[concurrency-lock-order-inversion]
  saved += bytes;
  pthread_mutex_unlock(&disk_lock);
}

void drainBad(void) {
  pthread_mutex_lock(&queue_lock);
  queued--;
  pthread_mutex_lock(&disk_lock);
  saved++;
  pthread_mutex_unlock(&disk_lock);
  pthread_mutex_unlock(&queue_lock);
}

#ifdef CONFIRM
static void *run(void *unused) {
  (void)unused;
  drainBad();
  return 0;
}
int main(void) {
  pthread_t thread;
  writeBad(0);
  pthread_create(&thread, 0, run, 0);
  pthread_join(thread, 0);
  changeOk(1);
  visitOk();
  return 0;
}
#endif
