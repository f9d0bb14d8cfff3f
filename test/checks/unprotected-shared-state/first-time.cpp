// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// What only the first caller does, under the lock and behind a flag, may be looked at by those who come later.

#include <mutex>
#include <string>
#include <vector>

class Context {
public:
  int open() {
    std::lock_guard<std::mutex> lock(mu_);
    if (starting_ && !start())
      return -1;
    ++sockets_;
    return int(slots_.size());
  }
  void close() {
    std::lock_guard<std::mutex> lock(mu_);
    --sockets_;
  }
  int socketsBad() const {
    return sockets_; // changes all the time
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'sockets_' is read without 'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }
  const std::string &reaperOk() const { return reaper_; } // of somebody who has opened

private:
  bool start() {
    slots_.resize(64);
    reaper_ = "reaper";
    starting_ = false;
    return true;
  }

  mutable std::mutex mu_;
  bool starting_ = true;
  int sockets_ = 0;
  std::vector<int> slots_;
  std::string reaper_;
};

// A flag that is taken back: the state is set up again and again.
class Session {
public:
  void connect(const std::string &name) {
    std::lock_guard<std::mutex> lock(mu_);
    if (!connected_) {
      connected_ = true;
      peer_ = name;
    }
  }
  void disconnect() {
    std::lock_guard<std::mutex> lock(mu_);
    connected_ = false;
    peer_.clear();
  }
  std::size_t length() {
    std::lock_guard<std::mutex> lock(mu_);
    return peer_.size();
  }
  std::string peerBad() const {
    return peer_;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'peer_' is read without 'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }

private:
  std::mutex mu_;
  bool connected_ = false;
  std::string peer_;
};
