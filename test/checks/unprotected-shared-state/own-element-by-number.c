// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// Threads that are started with a number, or with an object that has one, and
// have the elements of that number to themselves.

#include <pthread.h>
#include <stdint.h>

#define N 4

struct Job {
  int Id;
  int Kind;
  long Sum;
};

static struct Job Jobs[N];
static pthread_t Threads[N];
static long Hits[N], Helped[N], Twice[2 * N], Strided[16], OneBased[N + 1];
static long ByJob[N], Given[N];
static long Neighbour[N], Half[N], Next[N + 1], ByKind[2], ByPointer[N];
static long ByMain[N];

static void help(int Who) { Helped[Who]++; }
static void helpMore(int First, int Plus) { Twice[First + Plus]++; }

static void *byNumber(void *Arg) {
  int Me = (int)(intptr_t)Arg;
  Hits[Me]++;
  help(Me);
  for (int I = 0; I < 2; ++I)
    helpMore(2 * Me, I);
  for (int I = Me; I < 16; I += N)
    Strided[I]++;
  OneBased[Me + 1]++;
  return 0;
}

static void *byNumberBad(void *Arg) {
  int Me = (int)(intptr_t)Arg;
  Neighbour[(Me + 1) % N]++;
  Neighbour[Me]++;
  // CHECK: :[[@LINE-2]]:{{[0-9]+}}: warning: 'Neighbour'{{.*}}[concurrency-unprotected-shared-state]
  Half[Me / 2]++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Half'{{.*}}[concurrency-unprotected-shared-state]
  Next[Me] = 1;
  Next[Me + 1] = 2;
  // CHECK: :[[@LINE-2]]:{{[0-9]+}}: warning: 'Next'{{.*}}[concurrency-unprotected-shared-state]
  return 0;
}

static void *byJob(void *Arg) {
  struct Job *Mine = Arg;
  Mine->Sum++;
  ByJob[Mine->Id]++;
  Jobs[Mine->Id].Sum++;
  return 0;
}

static void *byKindBad(void *Arg) {
  struct Job *Mine = Arg;
  ByKind[Mine->Kind]++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'ByKind'{{.*}}[concurrency-unprotected-shared-state]
  return 0;
}

static void *byPointerBad(void *Arg) {
  ByPointer[*(int *)Arg]++; // all threads are given the same variable
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'ByPointer'{{.*}}[concurrency-unprotected-shared-state]
  return 0;
}

static void *byConstant(void *Arg) {
  Given[(intptr_t)Arg]++;
  return 0;
}

static void *alsoMainBad(void *Arg) {
  ByMain[(intptr_t)Arg]++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'ByMain'{{.*}}[concurrency-unprotected-shared-state]
  return 0;
}

static void startOne(int I, void *(*Body)(void *)) {
  pthread_create(&Threads[I], 0, Body, (void *)(intptr_t)I);
}

static void joinAll(void) {
  for (int I = 0; I < N; ++I)
    pthread_join(Threads[I], 0);
}

int main(void) {
  for (int I = 0; I < N; ++I)
    pthread_create(&Threads[I], 0, byNumber, (void *)(intptr_t)I);
  joinAll();
  for (int I = 0; I < N; ++I)
    pthread_create(&Threads[I], 0, byNumberBad, (void *)(intptr_t)I);
  joinAll();
  for (int I = 0; I < N; ++I) {
    Jobs[I].Id = I;
    Jobs[I].Kind = 1;
    pthread_create(&Threads[I], 0, byJob, &Jobs[I]);
  }
  joinAll();
  for (int I = 0; I < N; ++I)
    pthread_create(&Threads[I], 0, byKindBad, &Jobs[I]);
  joinAll();
  int Same = 1;
  for (int I = 0; I < N; ++I)
    pthread_create(&Threads[I], 0, byPointerBad, &Same);
  joinAll();
  pthread_create(&Threads[0], 0, byConstant, (void *)0);
  pthread_create(&Threads[1], 0, byConstant, (void *)1);
  pthread_join(Threads[0], 0);
  pthread_join(Threads[1], 0);
  for (int I = 0; I < N; ++I)
    startOne(I, alsoMainBad);
  for (int I = 0; I < N; ++I)
    ByMain[I]++;
  joinAll();
  return 0;
}
