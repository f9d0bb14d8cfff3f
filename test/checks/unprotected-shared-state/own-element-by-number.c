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
static long Suffix[N], Doubled[2 * N + 2], Plus[N + 2], Again[2], Block[4 * N + 1];
static long ByIds[N], BySame[2], Restarted[2];
static int Ids[N], Sames[N];

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

static void reassignBad(int Me) {
  Me = Me % 2;
  Again[Me]++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Again'{{.*}}[concurrency-unprotected-shared-state]
}

static void *bySumBad(void *Arg) {
  int Me = (int)(intptr_t)Arg;
  for (int I = Me; I < N; ++I)
    Suffix[I]++; // its own, and all those behind
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Suffix'{{.*}}[concurrency-unprotected-shared-state]
  Doubled[2 * Me] = 1;
  Doubled[2 * Me + 2] = 2;
  // CHECK: :[[@LINE-2]]:{{[0-9]+}}: warning: 'Doubled'{{.*}}[concurrency-unprotected-shared-state]
  for (int K = 0; K < 2; ++K)
    Plus[Me + K]++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Plus'{{.*}}[concurrency-unprotected-shared-state]
  reassignBad(Me);
  return 0;
}

static void *byBlock(void *Arg) {
  int Me = (int)(intptr_t)Arg;
  int From = 4 * Me, To = From + 4;
  for (int I = From; I < To; ++I)
    Block[I]++;
  return 0;
}

static void *byIds(void *Arg) {
  int Me = *(int *)Arg;
  ByIds[Me]++;
  return 0;
}

static void *bySamesBad(void *Arg) {
  BySame[*(int *)Arg]++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'BySame'{{.*}}[concurrency-unprotected-shared-state]
  return 0;
}

static void *restartedBad(void *Arg) {
  Restarted[(intptr_t)Arg]++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Restarted'{{.*}}[concurrency-unprotected-shared-state]
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
  for (int I = 0; I < N; ++I)
    pthread_create(&Threads[I], 0, bySumBad, (void *)(intptr_t)I);
  joinAll();
  for (int I = 0; I < N; ++I)
    pthread_create(&Threads[I], 0, byBlock, (void *)(intptr_t)I);
  joinAll();
  for (int I = 0; I < N; ++I) {
    Ids[I] = I;
    pthread_create(&Threads[I], 0, byIds, &Ids[I]);
  }
  joinAll();
  for (int I = 0; I < N; ++I) {
    Sames[I] = 1;
    pthread_create(&Threads[I], 0, bySamesBad, &Sames[I]);
  }
  joinAll();
  for (int I = 0; I < 2; ++I)
    for (int J = 0; J < 2; ++J)
      pthread_create(&Threads[2 * I + J], 0, restartedBad, (void *)(intptr_t)J);
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
