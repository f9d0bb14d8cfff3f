// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// Handlers run under the lock of who keeps them, and take those of their owners.

#include <functional>
#include <mutex>
#include <thread>
#include <vector>

class BusBad {
public:
  void subscribe(std::function<void(int)> handler) {
    std::lock_guard<std::mutex> lock(mu_);
    handlers_.push_back(std::move(handler));
  }
  void publish(int value) {
    std::lock_guard<std::mutex> lock(mu_);
    for (auto &handler : handlers_)
      handler(value);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'ModelBad::mu_' is acquired while 'BusBad::mu_' is held{{.*}}[concurrency-lock-order-inversion]
  }
  int count() {
    std::lock_guard<std::mutex> lock(mu_);
    return handlers_.size();
  }

private:
  std::mutex mu_;
  std::vector<std::function<void(int)>> handlers_;
};

class ModelBad {
public:
  explicit ModelBad(BusBad &bus) : bus_(bus) {
    bus_.subscribe([this](int value) { set(value); });
  }
  void set(int value) {
    std::lock_guard<std::mutex> lock(mu_);
    value_ = value;
  }
  int summary() {
    std::lock_guard<std::mutex> lock(mu_);
    return value_ + bus_.count();
  }

private:
  BusBad &bus_;
  std::mutex mu_;
  int value_ = 0;
};

class BusOk {
public:
  void subscribe(std::function<void(int)> handler) {
    std::lock_guard<std::mutex> lock(mu_);
    handlers_.push_back(std::move(handler));
  }
  void publish(int value) {
    std::vector<std::function<void(int)>> all;
    {
      std::lock_guard<std::mutex> lock(mu_);
      all = handlers_;
    }
    for (auto &handler : all)
      handler(value);
  }
  int count() {
    std::lock_guard<std::mutex> lock(mu_);
    return handlers_.size();
  }

private:
  std::mutex mu_;
  std::vector<std::function<void(int)>> handlers_;
};

class ModelOk {
public:
  explicit ModelOk(BusOk &bus) : bus_(bus) {
    bus_.subscribe([this](int value) { set(value); });
  }
  void set(int value) {
    std::lock_guard<std::mutex> lock(mu_);
    value_ = value;
  }
  int summary() {
    std::lock_guard<std::mutex> lock(mu_);
    return value_ + bus_.count();
  }

private:
  BusOk &bus_;
  std::mutex mu_;
  int value_ = 0;
};

// An interface with one implementation.
struct Observer {
  virtual ~Observer() = default;
  virtual void changed(int value) = 0;
};

class StoreBad {
public:
  void watch(Observer *observer) { observer_ = observer; }
  void put(int value) {
    std::lock_guard<std::mutex> lock(mu_);
    value_ = value;
    if (observer_)
      observer_->changed(value);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'ViewBad::mu_' is acquired while 'StoreBad::mu_' is held{{.*}}[concurrency-lock-order-inversion]
  }
  int get() {
    std::lock_guard<std::mutex> lock(mu_);
    return value_;
  }

private:
  std::mutex mu_;
  Observer *observer_ = nullptr;
  int value_ = 0;
};

class ViewBad : public Observer {
public:
  explicit ViewBad(StoreBad &store) : store_(store) {}
  void changed(int value) override {
    std::lock_guard<std::mutex> lock(mu_);
    shown_ = value;
  }
  void redraw() {
    std::lock_guard<std::mutex> lock(mu_);
    shown_ = store_.get();
  }

private:
  StoreBad &store_;
  std::mutex mu_;
  int shown_ = 0;
};

#ifdef CONFIRM
int main() {
  BusBad bus;
  ModelBad model(bus);
  bus.publish(1);
  model.summary();
  std::thread a([&] { bus.publish(1); });
  a.join();
  std::thread b([&] { model.summary(); });
  b.join();
  BusOk fine;
  ModelOk other(fine);
  fine.publish(1);
  other.summary();
}
#endif
