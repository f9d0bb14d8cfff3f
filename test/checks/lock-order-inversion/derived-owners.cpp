// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %analyzexx %s 2>&1 | %filecheck
// A base class has the lock, and unrelated classes derive from it: one takes its own before the log's, the other the log's before
// its own, and they never meet. Nor are two such objects swapped.

#include <mutex>

class Worker {
public:
  std::mutex mutex_;
  int state_ = 0;
};
class Log {
public:
  std::mutex mutex_, spareMutex_;
  int lines_ = 0;
};

class Player : public Worker {
public:
  void playOk(Log &log) {
    std::lock_guard<std::mutex> mine(mutex_);
    std::lock_guard<std::mutex> its(log.mutex_);
    log.lines_ += state_;
  }
  void stopBad(Log &log) {
    std::lock_guard<std::mutex> mine(mutex_);
    std::lock_guard<std::mutex> its(log.spareMutex_);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Log::spareMutex_' is acquired while 'Worker::mutex_' is held, but the other order is taken elsewhere
    log.lines_ += state_;
  }
};
class Recorder : public Worker {
public:
  void recordOk(Log &log) {
    std::lock_guard<std::mutex> its(log.mutex_);
    std::lock_guard<std::mutex> mine(mutex_);
    log.lines_ += state_;
  }
  void attachOk(Player &player) {
    std::lock_guard<std::mutex> mine(mutex_);
    std::lock_guard<std::mutex> its(player.mutex_);
    player.state_ += state_;
  }
};
void pauseBad(Log &log, Worker &worker) {
  std::lock_guard<std::mutex> its(log.spareMutex_);
  std::lock_guard<std::mutex> mine(worker.mutex_);
  log.lines_ += worker.state_;
}
