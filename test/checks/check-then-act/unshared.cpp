// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// State of one thread may be tested and changed in two steps.

#include <map>
#include <mutex>
#include <string>
#include <vector>

std::map<std::string, int> countWordsOk(const std::vector<std::string> &words) {
  std::map<std::string, int> counts; // a local
  for (const auto &word : words)
    if (counts.find(word) == counts.end())
      counts[word] = 1;
    else
      ++counts[word];
  return counts;
}

class StackOk { // no lock, no thread
public:
  bool pop(int &value) {
    if (values_.empty())
      return false;
    value = values_.back();
    values_.pop_back();
    return true;
  }

private:
  std::vector<int> values_;
};

thread_local std::vector<char *> spare;

char *bufferOk() {
  if (spare.empty()) // each thread has its own
    return new char[4096];
  char *buffer = spare.back();
  spare.pop_back();
  return buffer;
}

class StackBad { // owns a lock and uses it
public:
  void push(int value) {
    std::lock_guard<std::mutex> lock(mu_);
    values_.push_back(value);
  }
  bool drop() {
    bool any;
    {
      std::lock_guard<std::mutex> lock(mu_);
      any = !values_.empty();
    }
    if (!any)
      return false;
    std::lock_guard<std::mutex> lock(mu_);
    values_.pop_back();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'values_'{{.*}}changed{{.*}}[concurrency-check-then-act]
    return true;
  }

private:
  std::mutex mu_;
  std::vector<int> values_;
};
