// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// An object made for a thread is that thread's, however many there are.

#include <pthread.h>
#include <stdlib.h>

struct Worker {
  pthread_t Thread;
  int Turns;
  int More;
  int Left;
};

struct Worker *addOk(int More);

static void *workOk(void *Arg) {
  struct Worker *W = Arg;
  ++W->Turns; // each thread has a worker of its own
  if (W->More)
    addOk(W->More - 1);
  return NULL;
}

static void *workBad(void *Arg) {
  struct Worker *W = Arg;
  ++W->Left;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}Left'{{.*}}[concurrency-unprotected-shared-state]
  return NULL;
}

struct Worker *addOk(int More) {
  struct Worker *W = calloc(1, sizeof *W);
  W->More = More;
  pthread_create(&W->Thread, NULL, workOk, W);
  return W;
}

struct Worker *addBad(void) {
  struct Worker *W = calloc(1, sizeof *W);
  pthread_create(&W->Thread, NULL, workBad, W);
  W->Left = 3; // the thread runs already
  return W;
}

static void *startOk(void *Arg) {
  addOk(1);
  return Arg;
}

int main(void) {
  pthread_t Starter;
  pthread_create(&Starter, NULL, startOk, NULL);
  for (int I = 0; I != 4; ++I)
    addOk(I);
  struct Worker *W = addBad();
  pthread_join(W->Thread, NULL);
  pthread_join(Starter, NULL);
  return 0;
}
