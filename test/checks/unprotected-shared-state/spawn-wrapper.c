// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// Threads that are started by functions of the program's own.

#include <pthread.h>
#include <stdlib.h>

int direct, handedOn, trampolined, waited, guarded;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int startThread(pthread_t *Handle, void *(*Run)(void *), void *Arg) {
  return pthread_create(Handle, NULL, Run, Arg);
}

static int startNamed(pthread_t *Handle, const char *Name, void *(*Run)(void *)) {
  (void)Name;
  return startThread(Handle, Run, NULL);
}

struct Start {
  void *(*Run)(void *);
  void *Arg;
};

static void *trampoline(void *Arg) {
  struct Start Given = *(struct Start *)Arg;
  free(Arg);
  return Given.Run(Given.Arg);
}

static int startLater(pthread_t *Handle, void *(*Run)(void *), void *Arg) {
  struct Start *S = malloc(sizeof *S);
  S->Run = Run;
  S->Arg = Arg;
  return pthread_create(Handle, NULL, trampoline, S);
}

static void *runDirectBad(void *Arg) {
  direct = 1;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'direct' is written{{.*}}[concurrency-unprotected-shared-state]
  return Arg;
}

static void *runHandedOnBad(void *Arg) {
  handedOn = 1;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'handedOn' is written{{.*}}[concurrency-unprotected-shared-state]
  return Arg;
}

static void *runTrampolinedBad(void *Arg) {
  trampolined = 1;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'trampolined' is written{{.*}}[concurrency-unprotected-shared-state]
  return Arg;
}

static void *runWaitedOk(void *Arg) {
  waited = 1; // nobody else has it before the join
  return Arg;
}

static void *runGuardedOk(void *Arg) {
  pthread_mutex_lock(&lock);
  guarded = 1;
  pthread_mutex_unlock(&lock);
  return Arg;
}

int main(void) {
  pthread_t A, B, C, D, E;
  startThread(&A, runDirectBad, NULL);
  direct = 2;
  startNamed(&B, "handed on", runHandedOnBad);
  handedOn = 2;
  startLater(&C, runTrampolinedBad, NULL);
  trampolined = 2;

  startThread(&D, runWaitedOk, NULL);
  pthread_join(D, NULL);
  waited = 2;
  startNamed(&E, "guarded", runGuardedOk);
  pthread_mutex_lock(&lock);
  guarded = 2;
  pthread_mutex_unlock(&lock);

  pthread_join(A, NULL);
  pthread_join(B, NULL);
  pthread_join(C, NULL);
  pthread_join(E, NULL);
  return 0;
}
