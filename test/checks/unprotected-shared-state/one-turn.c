// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// A loop starts a thread in one of its turns, or in each.

#include <pthread.h>

struct player {
  pthread_t thread, video, each;
  volatile int running;
  int width, lost;
};

static void *showVideo(void *arg) {
  struct player *self = arg;
  while (self->running)
    self->width++;
  return 0;
}

static void *showEach(void *arg) {
  struct player *self = arg;
  while (self->running)
    self->lost++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'lost' is written here and used in another thread{{.*}}[concurrency-unprotected-shared-state]
  return 0;
}

static void *play(void *arg) {
  struct player *self = arg;
  int first = 1;
  while (self->running) {
    if (first) {
      pthread_create(&self->video, 0, showVideo, self);
      first = 0;
    }
    pthread_create(&self->each, 0, showEach, self);
  }
  if (!first)
    pthread_join(self->video, 0);
  return 0;
}

void start(struct player *self) {
  self->running = 1;
  pthread_create(&self->thread, 0, play, self);
}
