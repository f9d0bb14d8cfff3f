// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// What each thread has of its own: variables, elements by its number, and what its
// own pointer leads to.

#include <pthread.h>

struct Counters {
  int Loops;
  int Wakes;
  struct Shared *Of;
};
struct Shared {
  int Sum;
};

static _Thread_local unsigned Number;
static _Thread_local struct Counters Mine;
static _Thread_local struct Counters *Self;
static struct Counters All[64];
static struct Shared Whole;
static unsigned Last;

static void *work(void *Arg) {
  Number = *(unsigned *)Arg;
  All[Number].Loops++; // one for each thread
  Mine.Loops++;
  Self = &All[Number];
  Self->Loops++;
  All[Last].Wakes++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'All'{{.*}}[concurrency-unprotected-shared-state]
  Whole.Sum++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Sum'{{.*}}[concurrency-unprotected-shared-state]
  return NULL;
}

int main(void) {
  pthread_t Threads[4];
  unsigned Numbers[4];
  for (unsigned I = 0; I != 4; ++I) {
    Numbers[I] = I;
    pthread_create(&Threads[I], NULL, work, &Numbers[I]);
  }
  for (unsigned I = 0; I != 4; ++I)
    pthread_join(Threads[I], NULL);
  return 0;
}
