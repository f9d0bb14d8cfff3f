// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=gnu11 2>&1 | %filecheck
// In the child of a fork only the thread that forked lives on: what it writes before it starts threads of its own, no
// other thread can read.

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static pid_t self;
static int slot;

static void *work(void *argument) {
  kill(self + slot, SIGTERM);
  return argument;
}

static void serveOk(int number) {
  pthread_t thread;
  self = getpid();
  slot = number;
  if (pthread_create(&thread, NULL, work, NULL))
    exit(1);
  pthread_join(thread, NULL);
  exit(0);
}

static int spawnOk(int number) {
  pid_t pid = fork();
  if (pid == -1)
    return -1;
  if (!pid)
    serveOk(number);
  return 0;
}

static int generation;

static void *count(void *argument) {
  exit(generation);
  return argument;
}

static int respawnBad(int number) {
  pthread_t thread;
  pid_t pid = fork();
  if (pid == -1)
    return -1;
  if (pid != 0) { // the parent, in which threads run
    generation = number;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'generation' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
    pthread_create(&thread, NULL, count, NULL);
  }
  return 0;
}

int main(void) {
  for (int i = 0; i != 4; ++i) {
    spawnOk(i);
    respawnBad(i);
  }
  return 0;
}
