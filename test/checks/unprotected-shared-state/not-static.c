// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=gnu11 2>&1 | %filecheck
// A function that no header announces and that the file itself calls is the file's own, though nobody wrote `static`: it is run by
// whom one sees. One that a header announces may be called by anybody, and so may one that nobody calls here.

#include "Inputs/announced.h"
#include <pthread.h>

static pthread_t player;
static long frames, steps, pauses;

void drawFrame(void) { ++frames; }
void stepAnnounced(void) {
  ++steps;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'steps' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
}
void pauseForAnybody(void) {
  ++pauses;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'pauses' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
}

static void *play(void *unused) {
  for (int i = 0; i != 100; ++i) {
    drawFrame();
    stepAnnounced();
    if (i == 50)
      ++pauses;
  }
  return unused;
}

int start(void) { return pthread_create(&player, NULL, play, NULL); }
