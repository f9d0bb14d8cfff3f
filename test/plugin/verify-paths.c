// RUN: %configured-tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe' --config="{CheckOptions: { \
// RUN:   concurrency-io-under-lock.VerifyPaths: true, \
// RUN:   concurrency-io-under-lock.Stats: true, \
// RUN:   concurrency-lock-order-inversion.VerifyPaths: true, \
// RUN:   concurrency-unprotected-shared-state.VerifyPaths: true, \
// RUN:   concurrency-non-reentrant-relock.VerifyPaths: true}}" %s -- 2>&1 \
// RUN:   | %filecheck
// RUN: %configured-tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe' --config="{CheckOptions: { \
// RUN:   concurrency-lock-order-inversion.MinConfidence: definite, \
// RUN:   concurrency-lock-order-inversion.VerifyPaths: true}}" %s -- 2>&1 \
// RUN:   | %llvm/FileCheck --check-prefix=SURE %s
// RUN: %configured-tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe' --config="{CheckOptions: { \
// RUN:   concurrency-lock-order-inversion.MinConfidence: definite}}" %s -- 2>&1 \
// RUN:   | %llvm/FileCheck --check-prefix=CORE %s
// What paths confirm, and what they refute.

// CHECK: 2 findings confirmed on paths
// CHECK: 8 findings refuted on paths
// CHECK: 0 findings that paths did not decide

#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static int n;

// The core does not ask what the way to a call says of its arguments; paths do.
static void put(int locked) {
  if (!locked)
    pthread_mutex_lock(&mu);
  n++;
  if (!locked)
    pthread_mutex_unlock(&mu);
}

void relockOk(int locked) {
  pthread_mutex_lock(&mu);
  if (locked)
    put(locked);
  pthread_mutex_unlock(&mu);
}
// CORE: :[[@LINE-3]]:5: warning: 'put' acquires 'mu', which is already held

void relockBad(int locked) {
  pthread_mutex_lock(&mu);
  put(locked);
  // CHECK: :[[@LINE-1]]:3: warning: 'put' acquires 'mu', which is already held
  // CHECK: note: 'mu' is acquired here
  // CHECK: note: 'put' is called here
  // CHECK: note: 'mu' is acquired here
  pthread_mutex_unlock(&mu);
}

static void flush(int fd, int sync) {
  n++;
  if (sync)
    sleep(fd);
}

void flushOk(int fd, int sync) {
  pthread_mutex_lock(&mu);
  if (!sync)
    flush(fd, sync);
  pthread_mutex_unlock(&mu);
}
// CORE: :[[@LINE-3]]:5: warning: 'flush' leads to a sleep

void flushBad(int fd, int sync) {
  pthread_mutex_lock(&mu);
  flush(fd, sync);
  // CHECK: :[[@LINE-1]]:3: warning: 'flush' leads to a sleep
  // CHECK: note: 'mu' is acquired here
  // CHECK: note: 'flush' is called here
  // CHECK: note: 'sleep' is called here
  pthread_mutex_unlock(&mu);
}

// More turns of a loop that changes nothing show nothing new.
void loopOk(int fd, int times, int sync) {
  pthread_mutex_lock(&mu);
  if (!sync)
    for (int i = 0; i < times; ++i)
      flush(fd, sync);
  pthread_mutex_unlock(&mu);
}
// CORE: :[[@LINE-3]]:7: warning: 'flush' leads to a sleep

void loopBad(int fd, int times) {
  pthread_mutex_lock(&mu);
  for (int i = 0; i < times; ++i)
    flush(fd, i == 1000);
  // CHECK: :[[@LINE-1]]:5: warning: 'flush' leads to a sleep
  // CHECK: note: 'mu' is acquired here
  // CHECK: note: 'flush' is called here
  // CHECK: note: 'sleep' is called here
  pthread_mutex_unlock(&mu);
}

// The other path decides, whichever it is.
void closeOk(int fd, int sync) {
  int last = 0;
  pthread_mutex_lock(&mu);
  if (sync) {
    n = 0;
  } else {
    last = 1;
  }
  flush(fd, sync && last);
  pthread_mutex_unlock(&mu);
}
// CORE: :[[@LINE-3]]:3: warning: 'flush' leads to a sleep

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;

// Perhaps held, says the core, and is not sure.
void orderBad(int both) {
  if (both)
    pthread_mutex_lock(&a);
  pthread_mutex_lock(&b);
  // SURE: :[[@LINE-1]]:3: warning: 'b' is acquired while 'a' is held
  // CHECK: :[[@LINE-2]]:3: warning: 'b' is acquired while 'a' is held
  // CHECK: note: Assuming 'both' is not equal to 0
  // CHECK: note: Taking true branch
  // CHECK: note: 'a' is acquired here
  // CHECK: note: 'b' is acquired first here
  // CHECK: note: the other order: 'a' is acquired here while 'b' is held
  pthread_mutex_unlock(&b);
  if (both)
    pthread_mutex_unlock(&a);
}
// CORE-NOT: is acquired while

void reverse(void) {
  pthread_mutex_lock(&b);
  pthread_mutex_lock(&a);
  pthread_mutex_unlock(&a);
  pthread_mutex_unlock(&b);
}

struct config {
  int quick;
};
struct table {
  pthread_rwlock_t rw;
  long reads;
  struct config *config;
};

// What is asked later follows from what was asked first. (A pointer may be null
// for all that is known: then the program ends there.)
long readOk(struct table *t, int reset) {
  if (reset > 3 && t->config->quick)
    pthread_rwlock_wrlock(&t->rw);
  else
    pthread_rwlock_rdlock(&t->rw);
  long n = t->reads;
  if (reset > 5 && t->config->quick)
    t->reads = 0;
  pthread_rwlock_unlock(&t->rw);
  return n;
}
// CORE: :[[@LINE-4]]:8: warning: 'reads' is written while 'rw' is held only for reading

long readBad(struct table *t, int reset, int again) {
  if (reset)
    pthread_rwlock_wrlock(&t->rw);
  else
    pthread_rwlock_rdlock(&t->rw);
  long n = t->reads;
  if (again)
    t->reads = 0;
  // CHECK: :[[@LINE-1]]:8: warning: 'reads' is written while 'rw' is held only for reading
  // CHECK: note: 'rw' is acquired here
  pthread_rwlock_unlock(&t->rw);
  return n;
}

// Held at the call, and given up inside.
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static int running;
static void resume(int locked) {
  if (!locked)
    pthread_mutex_lock(&turn);
  if (running) {
    pthread_mutex_unlock(&turn);
    return;
  }
  running++;
  pthread_mutex_unlock(&turn);
}
void resumeOk(int locked) {
  if (!locked)
    return;
  pthread_mutex_lock(&turn);
  resume(locked);
}
// CORE: :[[@LINE-2]]:3: warning: 'resume' acquires 'turn', which is already held
void resumeFirst(void) { resume(0); }

// What comes behind the place does not matter, whatever it is.
void restOk(int sync, void (*done)(void)) {
  if (sync)
    return;
  pthread_mutex_lock(&mu);
  flush(1, sync);
  pthread_mutex_unlock(&mu);
  done();
  sleep(1);
}
// CORE: :[[@LINE-5]]:3: warning: 'flush' leads to a sleep

// Nor what a call before it does inside.
void beforeOk(int sync, void (*start)(void)) {
  if (sync)
    return;
  start();
  pthread_mutex_lock(&mu);
  flush(1, sync);
  pthread_mutex_unlock(&mu);
}
// CORE: :[[@LINE-3]]:3: warning: 'flush' leads to a sleep

// But inside the call, it is not known.
static void flushBy(int fd, int sync, void (*how)(int)) {
  how(fd);
  if (sync)
    sleep(fd);
}
void insideBad(int sync, void (*how)(int)) {
  if (sync)
    return;
  pthread_mutex_lock(&mu);
  flushBy(1, sync, how);
  // CHECK: :[[@LINE-1]]:3: warning: 'flushBy' leads to a sleep
  // CHECK: note: 'mu' is acquired here
  // CHECK: note: 'flushBy' is called here
  // CHECK: note: 'sleep' is called here
  pthread_mutex_unlock(&mu);
}
