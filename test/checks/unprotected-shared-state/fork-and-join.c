// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=gnu11 2>&1 | %filecheck
// Threads that their starter waits for run at no other time: not while somebody
// who is not seen calls a function that leads to the start.

#include <pthread.h>
#include <stdbool.h>

enum { Threads = 4 };
static int limit, progress, finished;

static void *work(void *Arg) {
  for (int I = 0; I < limit; ++I)
    if (progress)
      return Arg;
  return Arg;
}

static void runAll(void) {
  pthread_t T[Threads];
  for (int I = 0; I != Threads; ++I)
    pthread_create(&T[I], NULL, work, NULL);
  progress = 1;
  // CHECK: :[[@LINE-1]]:3: warning: 'progress' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
  for (int I = 0; I != Threads; ++I)
    pthread_join(T[I], NULL);
  finished = 1;
}

static void measure(int Limit, bool Parallel) {
  limit = Limit;
  finished = 0;
  if (Parallel)
    runAll();
}

static void measureAll(int Limit) { measure(Limit, true); }
static void measureNone(int Limit) { measure(Limit, false); }

struct command {
  const char *Name;
  void (*Run)(int Limit);
};
const struct command commands[] = {{"all", measureAll}, {"none", measureNone}};
