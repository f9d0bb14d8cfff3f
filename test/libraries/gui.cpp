// RUN: %tidy -checks='-*,concurrency-*' %s -- -std=c++20 2>&1 | %filecheck
// What is on the screen belongs to one thread, whichever toolkit it is. The lock
// is for what others give to it.

#include <mutex>
#include <string>
#include <thread>
#include <vector>

class wxWindow {
public:
  virtual ~wxWindow() = default;
  void Refresh();
};
namespace Gtk {
class Widget {
public:
  virtual ~Widget() = default;
};
} // namespace Gtk
class Fl_Widget {};
namespace juce {
class Component {};
} // namespace juce

class ScopeOk : public wxWindow {
public:
  void paint() {
    std::lock_guard<std::mutex> lock(mu_);
    shown_ = zoom_ * samples_.size();
  }
  void load() {
    std::lock_guard<std::mutex> lock(mu_);
    ++zoom_;
  }
  void scrolled(int zoom) { zoom_ = zoom; }

private:
  std::mutex mu_;
  std::vector<int> samples_;
  int zoom_ = 1;
  size_t shown_ = 0;
};
template <class Base> class MeterOk : public Base {
public:
  void paint() {
    std::lock_guard<std::mutex> lock(mu_);
    shown_ = level_;
  }
  void reset() {
    std::lock_guard<std::mutex> lock(mu_);
    level_ = 0;
  }
  void clicked() { level_ = 10; }

private:
  std::mutex mu_;
  int level_ = 0, shown_ = 0;
};
template class MeterOk<Gtk::Widget>;
template class MeterOk<Fl_Widget>;
template class MeterOk<juce::Component>;

// A thread that is started here runs a method.
class RecorderBad : public wxWindow {
public:
  void start() {
    thread_ = std::thread([this] { record(); });
  }
  void stop() { thread_.join(); }
  void paint() {
    std::lock_guard<std::mutex> lock(mu_);
    shown_ = level_;
  }
  void reset() {
    std::lock_guard<std::mutex> lock(mu_);
    level_ = 0;
  }

private:
  void record() {
    for (int i = 0; i != 100; ++i)
      level_ = i;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'level_' is written {{.*}}[concurrency-unprotected-shared-state]
  }
  std::thread thread_;
  std::mutex mu_;
  int level_ = 0, shown_ = 0;
};

// No widget.
class StateBad {
public:
  void paint() {
    std::lock_guard<std::mutex> lock(mu_);
    shown_ = level_;
  }
  void reset() {
    std::lock_guard<std::mutex> lock(mu_);
    level_ = 0;
  }
  void clicked() { level_ = 10; }
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'level_' is written without 'mu_'

private:
  std::mutex mu_;
  int level_ = 0, shown_ = 0;
};
