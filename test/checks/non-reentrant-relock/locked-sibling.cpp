// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm --hang %s
// The public method is called under the lock although a sibling without locking exists.

#include <map>
#include <mutex>
#include <string>

class ConfigBad {
public:
  int get(const std::string &key) {
    std::lock_guard<std::mutex> lock(mu_);
    return getLocked(key);
  }
  void copy(const std::string &from, const std::string &to) {
    std::lock_guard<std::mutex> lock(mu_);
    values_[to] = get(from); // getLocked(from) was meant
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  }
  // CHECK: note: {{.*}}getLocked

private:
  int getLocked(const std::string &key) {
    auto it = values_.find(key);
    return it == values_.end() ? 0 : it->second;
  }
  std::mutex mu_;
  std::map<std::string, int> values_;
};

class ConfigOk {
public:
  int get(const std::string &key) {
    std::lock_guard<std::mutex> lock(mu_);
    return getLocked(key);
  }
  void copy(const std::string &from, const std::string &to) {
    std::lock_guard<std::mutex> lock(mu_);
    values_[to] = getLocked(from);
  }

private:
  int getLocked(const std::string &key) {
    auto it = values_.find(key);
    return it == values_.end() ? 0 : it->second;
  }
  std::mutex mu_;
  std::map<std::string, int> values_;
};

#ifdef CONFIRM
int main() {
  ConfigOk ok;
  ok.copy("a", "b");
  ConfigBad bad;
  bad.copy("a", "b");
}
#endif
