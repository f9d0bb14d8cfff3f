// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm --hang %s
// What runs later was stored in the object, or in a part of it, by its owner.

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

class RetryBad {
public:
  RetryBad() { again_ = [this] { start(); }; }
  void start() {
    std::lock_guard<std::mutex> lock(mu_);
    ++tries_;
  }
  void failed() {
    std::lock_guard<std::mutex> lock(mu_);
    again_();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  }

private:
  std::mutex mu_;
  std::function<void()> again_;
  int tries_ = 0;
};

class RetryOk {
public:
  RetryOk() { again_ = [this] { start(); }; }
  void start() {
    std::lock_guard<std::mutex> lock(mu_);
    ++tries_;
  }
  void failed() {
    {
      std::lock_guard<std::mutex> lock(mu_);
      ++failures_;
    }
    again_();
  }

private:
  std::mutex mu_;
  std::function<void()> again_;
  int tries_ = 0, failures_ = 0;
};

// A timer keeps what it is given; it is a part of the object that it calls.
class Alarm {
public:
  void onRing(std::function<void()> call) {
    std::lock_guard<std::mutex> lock(mu_);
    call_ = std::move(call);
  }
  void ring() {
    std::function<void()> call;
    {
      std::lock_guard<std::mutex> lock(mu_);
      call = call_;
    }
    call();
  }

private:
  std::mutex mu_;
  std::function<void()> call_;
};

class SessionBad {
public:
  SessionBad() {
    alarm_.onRing([this] { expire(); });
  }
  void poll() {
    std::lock_guard<std::mutex> lock(mu_);
    alarm_.ring();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  }

private:
  void expire() {
    std::lock_guard<std::mutex> lock(mu_);
    expired_ = true;
  }
  std::mutex mu_;
  Alarm alarm_;
  bool expired_ = false;
};

class SessionOk {
public:
  SessionOk() {
    alarm_.onRing([this] { expire(); });
  }
  void poll() {
    {
      std::lock_guard<std::mutex> lock(mu_);
      ++polls_;
    }
    alarm_.ring();
  }
  // Another alarm, which calls nobody.
  void pollOther(Alarm &other) {
    std::lock_guard<std::mutex> lock(mu_);
    other.ring();
  }

private:
  void expire() {
    std::lock_guard<std::mutex> lock(mu_);
    expired_ = true;
  }
  std::mutex mu_;
  Alarm alarm_;
  bool expired_ = false;
  int polls_ = 0;
};

// Handlers in a container, by name.
class CommandsBad {
public:
  void add(const std::string &name, std::function<void()> handler) {
    std::lock_guard<std::mutex> lock(mu_);
    handlers_[name] = std::move(handler);
  }
  void init() {
    add("reset", [this] { add("late", nullptr); });
  }
  void run(const std::string &name) {
    std::lock_guard<std::mutex> lock(mu_);
    auto it = handlers_.find(name);
    if (it != handlers_.end())
      it->second();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  }

private:
  std::mutex mu_;
  std::map<std::string, std::function<void()>> handlers_;
};

class CommandsOk {
public:
  void add(const std::string &name, std::function<void()> handler) {
    std::lock_guard<std::mutex> lock(mu_);
    handlers_[name] = std::move(handler);
  }
  void init() {
    add("reset", [this] { add("late", nullptr); });
  }
  void run(const std::string &name) {
    std::function<void()> handler;
    {
      std::lock_guard<std::mutex> lock(mu_);
      auto it = handlers_.find(name);
      if (it != handlers_.end())
        handler = it->second;
    }
    if (handler)
      handler();
  }

private:
  std::mutex mu_;
  std::map<std::string, std::function<void()>> handlers_;
};

// Of two that are stored in different objects, nobody knows which one runs.
struct Hook {
  std::function<void()> call;
};
class TwoHooksOk {
public:
  void init(Hook &before, Hook &after) {
    before.call = [] {};
    after.call = [this] { done(); };
  }
  void step(Hook &before, Hook &after) {
    {
      std::lock_guard<std::mutex> lock(mu_);
      before.call();
    }
    after.call();
  }

private:
  void done() {
    std::lock_guard<std::mutex> lock(mu_);
    ++steps_;
  }
  std::mutex mu_;
  int steps_ = 0;
};

#ifdef CONFIRM
int main() {
  SessionOk ok;
  ok.poll();
  CommandsOk commands;
  commands.init();
  commands.run("reset");
  RetryOk retry;
  retry.failed();
  CommandsBad bad;
  bad.init();
  bad.run("reset");
}
#endif
