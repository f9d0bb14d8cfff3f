// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++17 2>&1 | %filecheck
// Methods that nobody but the object's own thread is seen to call are its own, though
// they are public; others may be called by anybody.

#include <atomic>
#include <string>
#include <thread>

class Recorder {
public:
  Recorder() : thread_(&Recorder::run, this) {}
  ~Recorder() {
    stop_ = true;
    thread_.join();
  }

  void addFrame(int score) {
    ++frames_;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'frames_' is written here and used in another thread{{.*}}[concurrency-unprotected-shared-state]
    if (score > best_) {
      best_ = score;
      file_ = std::to_string(score);
    }
    total_ += score;
  }

  int frames() const { return frames_; }

private:
  void run() {
    for (int i = 0; !stop_; ++i)
      addFrame(i);
  }

  std::atomic<bool> stop_{false};
  int frames_ = 0, best_ = 0, total_ = 0;
  std::string file_;
  std::thread thread_;
};
