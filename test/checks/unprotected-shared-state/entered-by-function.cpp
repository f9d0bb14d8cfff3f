// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// What a thread's entry calls on its object is the thread's, if nobody else calls it, whatever else is public.

#include <pthread.h>

class Player {
public:
  Player() { pthread_create(&thread_, nullptr, enter, this); }
  ~Player() { pthread_join(thread_, nullptr); }
  void prepare() { frames_ = 0; }
  void play() { frames_++; }
  void skipBad() { position_ = 0; }
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'position_' is written here and used in another thread with no common lock
  void advance() { position_++; }

private:
  static void *enter(void *arg) {
    auto *self = static_cast<Player *>(arg);
    self->prepare();
    for (int i = 0; i < 10; i++) {
      self->play();
      self->advance();
    }
    return nullptr;
  }
  pthread_t thread_;
  int frames_ = 0;
  int position_ = 0;
};
// CHECK-NOT: warning:
