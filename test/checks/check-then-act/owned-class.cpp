// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %analyzexx %s 2>&1 | %filecheck --check-prefix=PATHS
// A class that changes most of its members without any lock belongs to one
// thread; the lock is for the little that another has to do with. One that keeps
// to its lock is for everybody.

#include <atomic>
#include <map>
#include <mutex>
#include <string>

class LobbyOk {
public:
  void join(int id) {
    ++joined_;
    last_ = id;
    rounds_ = 0;
    if (!known(id)) {
      std::lock_guard<std::mutex> lock(mu_);
      names_[id] = "?";
    }
    if (state_.load() == 2) {
      wins_ = 0;
      state_.store(id);
    }
  }
  void rename(int id, std::string name) {
    std::lock_guard<std::mutex> lock(mu_);
    names_[id] = name;
  }
  std::string name(int id) {
    std::lock_guard<std::mutex> lock(mu_);
    return names_[id];
  }
  void restart() {
    wins_ = 0;
    rounds_ = 1;
    joined_ = 0;
    state_.store(0);
  }

private:
  bool known(int id) {
    std::lock_guard<std::mutex> lock(mu_);
    return names_.count(id);
  }
  int joined_ = 0, last_ = 0, rounds_ = 0, wins_ = 0;
  std::atomic<int> state_ = 0;
  std::mutex mu_;
  std::map<int, std::string> names_;
};

class RegistryBad {
public:
  void join(int id) {
    if (!known(id)) {
      std::lock_guard<std::mutex> lock(mu_);
      names_[id] = "?";
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'names_' may have changed since it was tested
      // PATHS: :[[@LINE-2]]:{{[0-9]+}}: warning: 'names_' may have changed since it was tested
      ++joined_;
    }
    if (state_.load() == 2)
      state_.store(id);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'state_' may have changed since it was loaded
  }
  void rename(int id, std::string name) {
    std::lock_guard<std::mutex> lock(mu_);
    names_[id] = name;
    last_ = id;
  }
  std::string name(int id) {
    std::lock_guard<std::mutex> lock(mu_);
    return names_[id];
  }
  void restart() {
    {
      std::lock_guard<std::mutex> lock(mu_);
      joined_ = 0;
      last_ = 0;
    }
    state_.store(0);
  }

private:
  bool known(int id) {
    std::lock_guard<std::mutex> lock(mu_);
    return names_.count(id);
  }
  std::atomic<int> state_ = 0;
  std::mutex mu_;
  std::map<int, std::string> names_;
  int joined_ = 0, last_ = 0;
};
