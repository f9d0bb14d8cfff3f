// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// Functions that are made under a lock, and run when nobody has it any more.

#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

class Loop {
public:
  Loop() : thread_([this] { run(); }) {}
  ~Loop() { thread_.join(); }
  void post(std::function<void()> task) {
    std::lock_guard<std::mutex> lock(mutex_);
    tasks_.push_back(std::move(task));
  }
  template <class Task> void runNow(Task task) { task(); }
  void quit() {
    std::lock_guard<std::mutex> lock(mutex_);
    quit_ = true;
  }

private:
  void run() {
    for (bool quit = false; !quit;) {
      std::function<void()> task;
      {
        std::lock_guard<std::mutex> lock(mutex_);
        quit = quit_ && tasks_.empty();
        if (!tasks_.empty()) {
          task = std::move(tasks_.front());
          tasks_.pop_front();
        }
      }
      if (task)
        task();
    }
  }
  std::mutex mutex_;
  std::deque<std::function<void()>> tasks_;
  bool quit_ = false;
  std::thread thread_;
};

class Window {
public:
  explicit Window(Loop &loop) : loop_(loop) {}
  void setTitle(std::string text) {
    std::lock_guard<std::mutex> lock(mutex_);
    ++revision_;
    loop_.post([this, text = std::move(text)]() mutable { showBad(text); });
  }
  void setSize(int size) {
    std::lock_guard<std::mutex> lock(mutex_);
    loop_.post([this, size] {
      std::lock_guard<std::mutex> inner(mutex_);
      size_ = size;
    });
    loop_.runNow([this, size] { shown_ = size; });
  }
  std::string titleBad() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return title_;
  }
  int sum() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return size_ + shown_ + revision_;
  }

private:
  void showBad(std::string &text) {
    title_ = std::move(text);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'title_' is written without 'mutex_', which is held at 1 of its 2 accesses
  }
  Loop &loop_;
  mutable std::mutex mutex_;
  std::string title_;
  int revision_ = 0, size_ = 0, shown_ = 0;
};

int main() {
  Loop loop;
  Window window(loop);
  size_t seen = 0;
  for (int i = 0; i < 100; ++i) {
    window.setTitle("a title that needs memory of its own " + std::to_string(i));
    window.setSize(i);
    seen += window.titleBad().size() + window.sum();
  }
  loop.quit();
  return seen == 0;
}
