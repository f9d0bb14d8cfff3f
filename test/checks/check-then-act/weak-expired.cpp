// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// expired() tells the past: the last owner may go before lock() is called.

#include <algorithm>
#include <memory>
#include <mutex>
#include <vector>

struct Session {
  void send(int message);
};

class NotifierBad {
public:
  void watch(const std::shared_ptr<Session> &session) {
    std::lock_guard<std::mutex> lock(mu_);
    session_ = session;
  }
  void notify(int message) {
    std::lock_guard<std::mutex> lock(mu_);
    if (!session_.expired())
      session_.lock()->send(message); // may be null: mu_ does not hold the owners back
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'session_'{{.*}}expired{{.*}}[concurrency-check-then-act]
  }

private:
  std::mutex mu_;
  std::weak_ptr<Session> session_;
};

class NotifierOk {
public:
  void watch(const std::shared_ptr<Session> &session) {
    std::lock_guard<std::mutex> lock(mu_);
    sessions_.push_back(session);
  }
  void notify(int message) {
    std::lock_guard<std::mutex> lock(mu_);
    for (auto &weak : sessions_)
      if (auto session = weak.lock()) // one step
        session->send(message);
  }
  void sweep() {
    std::lock_guard<std::mutex> lock(mu_);
    // Once expired, always expired.
    sessions_.erase(std::remove_if(sessions_.begin(), sessions_.end(),
                                   [](const std::weak_ptr<Session> &weak) { return weak.expired(); }),
                    sessions_.end());
  }

private:
  std::mutex mu_;
  std::vector<std::weak_ptr<Session>> sessions_;
};

class CopiesBad {
public:
  void notify(int message) {
    std::vector<std::weak_ptr<Session>> copies;
    {
      std::lock_guard<std::mutex> lock(mu_);
      copies = sessions_;
    }
    for (auto &weak : copies) {
      if (weak.expired())
        continue;
      weak.lock()->send(message); // the copy is our own, the session is not
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'copies'{{.*}}expired{{.*}}[concurrency-check-then-act]
    }
  }

private:
  std::mutex mu_;
  std::vector<std::weak_ptr<Session>> sessions_;
};
