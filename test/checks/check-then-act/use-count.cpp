// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// use_count() == 1 does not stay true, and orders nothing.

#include <cstdio>
#include <memory>
#include <mutex>
#include <vector>

class FrameBad {
public:
  std::shared_ptr<std::vector<int>> get() {
    std::lock_guard<std::mutex> lock(mu_);
    return frame_;
  }
  void recycle() {
    if (frame_.use_count() == 1)
      frame_->clear(); // get() may have handed it out in between
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'frame_'{{.*}}changed{{.*}}[concurrency-check-then-act]
  }

private:
  std::mutex mu_;
  std::shared_ptr<std::vector<int>> frame_ = std::make_shared<std::vector<int>>();
};

class FrameOk {
public:
  std::shared_ptr<std::vector<int>> get() {
    std::lock_guard<std::mutex> lock(mu_);
    return frame_;
  }
  void recycle() {
    auto fresh = std::make_shared<std::vector<int>>();
    std::lock_guard<std::mutex> lock(mu_);
    frame_ = fresh; // never touch what others may hold
  }
  void report() {
    std::lock_guard<std::mutex> lock(mu_);
    if (frame_.use_count() > 1)
      std::puts("frame in use"); // no act on it
  }
  static void localOk() {
    auto own = std::make_shared<std::vector<int>>();
    if (own.use_count() == 1)
      own->push_back(1); // no other thread has it
  }

private:
  std::mutex mu_;
  std::shared_ptr<std::vector<int>> frame_ = std::make_shared<std::vector<int>>();
};

class PoolBad {
public:
  using Frame = std::shared_ptr<std::vector<int>>;
  Frame get() const { return frame_; }
  void finish() {
    if (frame_.use_count() == 1)
      put(frame_); // to be used again, which get() may have handed it out for
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'frame_'{{.*}}changed{{.*}}[concurrency-check-then-act]
  }

private:
  void put(Frame frame);
  const Frame frame_ = std::make_shared<std::vector<int>>();
};
