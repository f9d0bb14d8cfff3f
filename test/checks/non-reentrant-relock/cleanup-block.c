// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=gnu11 -fblocks 2>&1 | %filecheck
// A lock that a block gives up when its variable goes out of scope, as Clang's blocks
// stand in for the nested functions of GCC.

#include <pthread.h>

typedef void (^cleanup_t)(void);
static inline void run_block(cleanup_t *Block) { (*Block)(); }

#define AT_END(Type, Name, Value, End)                                         \
  __block Type Name = Value;                                                   \
  cleanup_t end_##Name __attribute__((cleanup(run_block), unused)) = ^{        \
    {                                                                          \
      (void)End(Name);                                                         \
    }                                                                          \
  }
#define SCOPED_MUTEX(Name, Mutex)                                              \
  AT_END(__typeof__((Mutex)), Name, ({                                         \
           pthread_mutex_lock(Mutex);                                          \
           (Mutex);                                                            \
         }),                                                                   \
         pthread_mutex_unlock)

struct worker {
  pthread_mutex_t lock;
  int state, turns;
};

static void setOk(struct worker *w, int state) {
  SCOPED_MUTEX(held, &w->lock);
  w->state = state;
}
void runOk(struct worker *w) {
  setOk(w, 1);
  {
    SCOPED_MUTEX(held, &w->lock);
    w->turns++;
  }
  setOk(w, 2);
}
void runBad(struct worker *w) {
  SCOPED_MUTEX(held, &w->lock);
  w->turns++;
  setOk(w, 1);
  // CHECK: :[[@LINE-1]]:3: warning: 'setOk' acquires 'lock', which is already held by this thread [concurrency-non-reentrant-relock]
}
