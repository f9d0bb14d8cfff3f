// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// Without any sign of concurrency a class is nobody's concern.

#include <cstddef>
#include <map>
#include <mutex>
#include <string>

class HistogramOk { // owns no lock, is not reached from a thread
public:
  void add(const std::string &name) { ++counts_[name]; }
  std::size_t size() const { return counts_.size(); }
  void clear() { counts_.clear(); }

private:
  std::map<std::string, int> counts_;
};

struct OptionsOk { // owns a lock that nothing uses
  std::mutex mu;
  int level = 0;
  void raise() { ++level; }
  int get() const { return level; }
};

int verbosity = 0; // a global that no thread reaches

void setVerbosityOk(int level) { verbosity = level; }
int getVerbosityOk() { return verbosity; }

class HistogramBad { // owns a lock and uses it
public:
  void add(const std::string &name) {
    std::lock_guard<std::mutex> lock(mu_);
    ++counts_[name];
  }
  std::size_t size() {
    std::lock_guard<std::mutex> lock(mu_);
    return counts_.size();
  }
  bool has(const std::string &name) {
    std::lock_guard<std::mutex> lock(mu_);
    return counts_.count(name) != 0;
  }
  void clear() {
    counts_.clear(); // races with add()
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'counts_'{{.*}}written{{.*}}'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }

private:
  std::mutex mu_;
  std::map<std::string, int> counts_;
};
