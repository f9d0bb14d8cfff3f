// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A class for threads, and what classes derived from it do in them.

#include <mutex>
#include <pthread.h>
#include <thread>

class Thread {
public:
  virtual ~Thread() = default;
  void start() {
    thread_ = std::thread([this] { run(); });
  }
  void wait() { thread_.join(); }

private:
  virtual void run() = 0;
  std::thread thread_;
};

class Counter final : public Thread {
public:
  int seenBad() const { return seen_; }
  int left() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return left_;
  }
  int total() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return total_;
  }
  void setFirst(int first) { first_ = first; }

private:
  void run() override { countBad(); }
  void countBad() {
    for (int i = first_; i < 1000; ++i) {
      ++seen_;
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'seen_' is written here and used in another thread with no common lock
      std::lock_guard<std::mutex> lock(mutex_);
      --left_;
      ++total_;
    }
  }
  int seen_ = 0, left_ = 0, total_ = 0, first_ = 0;
  mutable std::mutex mutex_;
};

// Likewise, by a pointer to the virtual function.
class Task {
public:
  virtual ~Task() = default;
  void start() { thread_ = std::thread(&Task::run, this); }
  void wait() { thread_.join(); }

private:
  virtual void run() = 0;
  std::thread thread_;
};

class Loader final : public Task {
public:
  int loadedBad() const { return loaded_; }
  int loadedInAll() const { return all_; }

private:
  void run() override { loadBad(); }
  void loadBad() {
    for (int i = 0; i < 1000; ++i) {
      ++loaded_;
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'loaded_' is written here and used in another thread with no common lock
      ++all_;
    }
  }
  int loaded_ = 0, all_ = 0;
};

// With POSIX threads, a static function leads back to the object.
class PosixThread {
public:
  virtual ~PosixThread() = default;
  void start() { pthread_create(&thread_, nullptr, enter, this); }
  void wait() { pthread_join(thread_, nullptr); }

private:
  static void *enter(void *argument) {
    PosixThread *self = static_cast<PosixThread *>(argument);
    self->run();
    return nullptr;
  }
  virtual void run() = 0;
  pthread_t thread_;
};

class Reader final : public PosixThread {
public:
  int readBad() const { return read_; }
  int readInAll() const { return all_; }

private:
  void run() override { fillBad(); }
  void fillBad() {
    for (int i = 0; i < 1000; ++i) {
      ++read_;
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'read_' is written here and used in another thread with no common lock
      ++all_;
    }
  }
  int read_ = 0, all_ = 0;
};

int main() {
  Reader reader;
  reader.start();
  int first = reader.readBad();
  reader.wait();
  first += reader.readInAll();

  Counter counter;
  counter.setFirst(10);
  counter.start();
  int sum = first + counter.seenBad() + counter.left();
  counter.wait();
  sum += counter.total();

  Loader loader;
  loader.start();
  sum += loader.loadedBad();
  loader.wait();
  sum += loader.loadedInAll();
  return sum == 0;
}
