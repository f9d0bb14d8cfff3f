// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// The test and the act each hold the lock, but not one lock across both.

#include <map>
#include <mutex>
#include <string>

class SessionsBad {
public:
  void login(int id, const std::string &user) {
    std::lock_guard<std::mutex> lock(mu_);
    users_.emplace(id, user);
  }
  bool logout(int id) {
    {
      std::lock_guard<std::mutex> lock(mu_);
      if (!users_.contains(id))
        return false;
    }
    std::lock_guard<std::mutex> lock(mu_);
    users_.erase(id); // two threads may both log the same session out
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'users_'{{.*}}changed{{.*}}[concurrency-check-then-act]
    return true;
  }

private:
  std::mutex mu_;
  std::map<int, std::string> users_;
};

class SessionsOk {
public:
  void login(int id, const std::string &user) {
    std::lock_guard<std::mutex> lock(mu_);
    users_.emplace(id, user);
  }
  bool logout(int id) {
    std::lock_guard<std::mutex> lock(mu_);
    return users_.erase(id) != 0; // tested and done in one step
  }
  std::string rename(int id, const std::string &user) {
    std::lock_guard<std::mutex> lock(mu_);
    if (!users_.contains(id))
      return {};
    auto node = users_.extract(id);
    std::string before = node.mapped();
    node.mapped() = user;
    users_.insert(std::move(node));
    return before;
  }

private:
  std::mutex mu_;
  std::map<int, std::string> users_;
};
