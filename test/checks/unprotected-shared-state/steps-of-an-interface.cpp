// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// Whoever calls open(), start() and stop() by their interface keeps to the order;
// a class of its own promises nothing.

#include <atomic>
#include <thread>

struct Backend {
  virtual ~Backend() = default;
  virtual void open(int device) = 0;
  virtual void start() = 0;
  virtual void stop() = 0;
  virtual void setVolume(int) {}
};

class Playback final : public Backend {
public:
  void open(int device) override { device_ = device; }
  void start() override {
    over_ = false;
    thread_ = std::thread([this] { mix(); });
  }
  void stop() override {
    over_ = true;
    if (thread_.joinable())
      thread_.join();
  }
  // This one may come at any time.
  void setVolume(int volume) override {
    volumeBad_ = volume;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'volumeBad_' is written here and used in another thread{{.*}}[concurrency-unprotected-shared-state]
  }
  int played() const { return played_; }

private:
  void mix() {
    while (!over_)
      played_ += device_ * volumeBad_;
  }
  int device_ = 0, volumeBad_ = 1;
  std::atomic<int> played_ = 0;
  std::atomic<bool> over_ = true;
  std::thread thread_;
};

class Meter {
public:
  void setDeviceBad(int device) {
    device_ = device;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'device_' is written here and used in another thread{{.*}}[concurrency-unprotected-shared-state]
  }
  void start() {
    over_ = false;
    thread_ = std::thread([this] { measure(); });
  }
  void stop() {
    over_ = true;
    if (thread_.joinable())
      thread_.join();
  }

private:
  void measure() {
    while (!over_)
      measured_ += device_;
  }
  int device_ = 0;
  std::atomic<int> measured_ = 0;
  std::atomic<bool> over_ = true;
  std::thread thread_;
};

// What the thread writes itself is another matter.
class Recorder final : public Backend {
public:
  void open(int device) override {
    level_ = device;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'level_' is written here and used in another thread{{.*}}[concurrency-unprotected-shared-state]
  }
  void start() override {
    over_ = false;
    thread_ = std::thread([this] { record(); });
  }
  void stop() override {
    over_ = true;
    if (thread_.joinable())
      thread_.join();
  }

private:
  void record() {
    while (!over_)
      ++level_;
  }
  int level_ = 0;
  std::atomic<bool> over_ = true;
  std::thread thread_;
};
