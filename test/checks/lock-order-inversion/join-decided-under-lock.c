// RUN: %configured-tidy -checks='-*,concurrency-lock-order-inversion,concurrency-io-under-lock' --config='{CheckOptions: {concurrency-lock-order-inversion.MinConfidence: definite, concurrency-io-under-lock.MinConfidence: definite}}' %s -- 2>&1 | %filecheck
// A thread that says under the lock that it is done does not want the lock any more:
// who looks there before it joins may be right, so that this is not definite.

#include <pthread.h>

struct Monitor {
  pthread_mutex_t Mutex;
  pthread_t Thread;
  int State; // 1 running, 2 done
};

static void *run(void *Arg) {
  struct Monitor *M = Arg;
  pthread_mutex_lock(&M->Mutex);
  M->State = 2;
  pthread_mutex_unlock(&M->Mutex);
  return 0;
}

void start(struct Monitor *M) {
  pthread_mutex_lock(&M->Mutex);
  M->State = 1;
  pthread_create(&M->Thread, 0, run, M);
  pthread_mutex_unlock(&M->Mutex);
}

void reap(struct Monitor *M) {
  pthread_mutex_lock(&M->Mutex);
  if (M->State == 2)
    pthread_join(M->Thread, 0);
  M->State = 0;
  pthread_mutex_unlock(&M->Mutex);
}

void stop(struct Monitor *M) {
  pthread_mutex_lock(&M->Mutex);
  pthread_join(M->Thread, 0);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}} is joined while {{.*}} is held, which that thread acquires; this can deadlock [concurrency-lock-order-inversion]
  M->State = 0;
  pthread_mutex_unlock(&M->Mutex);
}
