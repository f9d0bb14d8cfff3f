// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// The thread of an object looks at a plain flag, which whoever joins it has set.

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

struct ticker { pthread_t thread; bool halted; atomic_bool ended; volatile bool asked; long turns; };

static void *ticker_run_Bad(void *arg) {
  struct ticker *t = arg;
  while (!t->halted) {
    t->turns++;
    sched_yield();
  }
  return 0;
}
struct ticker *ticker_start(void) {
  struct ticker *t = calloc(1, sizeof *t);
  pthread_create(&t->thread, 0, ticker_run_Bad, t);
  return t;
}
void ticker_stop_Bad(struct ticker *t) {
  t->halted = true;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'halted' is written here and used in another thread with no common lock
  // CHECK: note: 'halted' is read in another thread here
  // CHECK: note: a thread that runs 'ticker_run_Bad' is started here
  pthread_join(t->thread, 0);
  free(t);
}

static void *atomic_run(void *arg) {
  struct ticker *t = arg;
  while (!t->ended && !t->asked)
    t->turns++;
  return 0;
}
struct ticker *atomic_start(void) {
  struct ticker *t = calloc(1, sizeof *t);
  pthread_create(&t->thread, 0, atomic_run, t);
  return t;
}
void atomic_stop(struct ticker *t) {
  t->ended = true;
  pthread_join(t->thread, 0);
  free(t);
}
void asked_stop(struct ticker *t) {
  t->asked = true;
  pthread_join(t->thread, 0);
  t->halted = true;
}
// It is told before it runs.
struct timer { pthread_t thread; bool running; };
static void *timer_run(void *arg) {
  struct timer *t = arg;
  while (t->running)
    sched_yield();
  return 0;
}
void timer_once(struct timer *t) {
  t->running = false;
  pthread_create(&t->thread, 0, timer_run, t);
  pthread_join(t->thread, 0);
}
// CHECK-NOT: warning:

int main(void) {
  struct ticker *t = ticker_start();
  for (volatile int i = 0; i < 10000000; i++)
    ;
  ticker_stop_Bad(t);
  atomic_stop(atomic_start());
}
