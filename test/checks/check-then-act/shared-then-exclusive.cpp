// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// Tested under the reader lock, changed under the writer lock.

#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>

class InternBad {
public:
  int idOf(const std::string &name) {
    {
      std::shared_lock<std::shared_mutex> lock(mu_);
      auto it = ids_.find(name);
      if (it != ids_.end())
        return it->second;
    }
    std::unique_lock<std::shared_mutex> lock(mu_);
    int id = ++last_;
    ids_[name] = id; // two threads give one name two ids
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'ids_'{{.*}}changed{{.*}}[concurrency-check-then-act]
    return id;
  }

private:
  std::shared_mutex mu_;
  std::map<std::string, int> ids_;
  int last_ = 0;
};

class InternOk {
public:
  int idOf(const std::string &name) {
    {
      std::shared_lock<std::shared_mutex> lock(mu_);
      auto it = ids_.find(name);
      if (it != ids_.end())
        return it->second;
    }
    std::unique_lock<std::shared_mutex> lock(mu_);
    auto it = ids_.find(name); // tested again
    if (it != ids_.end())
      return it->second;
    int id = ++last_;
    ids_[name] = id;
    return id;
  }

private:
  std::shared_mutex mu_;
  std::map<std::string, int> ids_;
  int last_ = 0;
};
