// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A thread runs a method that was bound to its object: nobody else calls that.

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

class LogOk {
public:
  ~LogOk() {
    stop_ = true;
    if (thread_)
      thread_->join();
    write("end"); // the thread has ended
  }
  void start() {
    thread_ = std::make_unique<std::thread>(std::bind(&LogOk::run, this));
  }

private:
  void run() {
    while (!stop_)
      write("tick");
  }
  void write(const char *text) { all_ += *text; }

  std::atomic<bool> stop_ = false;
  std::unique_ptr<std::thread> thread_;
  long all_ = 0;
};

class LogBad {
public:
  ~LogBad() {
    stop_ = true;
    write("end");
    if (thread_)
      thread_->join();
  }
  void start() {
    thread_ = std::make_unique<std::thread>(std::bind(&LogBad::run, this));
  }

private:
  void run() {
    while (!stop_)
      write("tick");
  }
  void write(const char *text) { all_ += *text; }
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'all_' is written here and used in another thread

  std::atomic<bool> stop_ = false;
  std::unique_ptr<std::thread> thread_;
  long all_ = 0;
};

#ifdef CONFIRM
int main() {
  {
    LogOk ok;
    ok.start();
  }
  LogBad bad;
  bad.start();
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
}
#endif
