// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c11 2>&1 | %filecheck
// Who asks for one bit and sets another loses nothing of what it asked for.

#include <stdatomic.h>
#include <threads.h>

enum { Exiting = 1, Loaded = 2, Busy = 4 };

static atomic_int flags;
static mtx_t lock;

#define HAS(f) ((atomic_load_explicit(&flags, memory_order_acquire) & (f)) != 0)
#define SET(f) atomic_fetch_or_explicit(&flags, (f), memory_order_release)
#define CLEAR(f) atomic_fetch_and_explicit(&flags, ~(f), memory_order_release)

void loadGood(void) {
  if (!HAS(Exiting))
    SET(Loaded);
}

void unloadGood(void) {
  if (HAS(Exiting))
    CLEAR(Loaded);
}

// Two threads may find it unset: others call it as well.
extern int workBad(void);
int workBad(void) {
  if (HAS(Busy))
    return 0;
  SET(Busy);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'flags' may have changed since it was loaded{{.*}}[concurrency-check-then-act]
  return 1;
}

int workGood(void) {
  if (HAS(Busy))
    return 0;
  return (SET(Busy) & Busy) == 0;
}

static int run(void *unused) {
  loadGood();
  unloadGood();
  return workBad() + workGood();
}

int start(thrd_t *thread) {
  mtx_init(&lock, mtx_plain);
  return thrd_create(thread, run, 0);
}
