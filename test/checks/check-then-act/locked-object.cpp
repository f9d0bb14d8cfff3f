// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// Two calls into an object that locks each by itself.

#include <deque>
#include <mutex>
#include <optional>

class JobQueue {
public:
  bool empty() const {
    std::lock_guard<std::mutex> lock(mu_);
    return jobs_.empty();
  }
  void push(int job) {
    std::lock_guard<std::mutex> lock(mu_);
    jobs_.push_back(job);
  }
  int pop() {
    std::lock_guard<std::mutex> lock(mu_);
    int job = jobs_.front();
    jobs_.pop_front();
    return job;
  }
  std::optional<int> tryPop() {
    std::lock_guard<std::mutex> lock(mu_);
    if (jobs_.empty())
      return std::nullopt;
    int job = jobs_.front();
    jobs_.pop_front();
    return job;
  }

private:
  mutable std::mutex mu_;
  std::deque<int> jobs_;
};

void run(int job);

void stepBad(JobQueue &queue) {
  if (!queue.empty())
    run(queue.pop()); // another worker may have taken the last job
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'queue'{{.*}}changed{{.*}}[concurrency-check-then-act]
}

void stepOk(JobQueue &queue) {
  if (auto job = queue.tryPop())
    run(*job);
}

void drainLocalOk() {
  JobQueue own; // no other thread has it
  own.push(1);
  own.push(2);
  while (!own.empty())
    run(own.pop());
}

class ConsumerOk {
public:
  void add(int job) {
    std::lock_guard<std::mutex> lock(mu_);
    queue_.push(job);
  }
  void step() {
    std::lock_guard<std::mutex> lock(mu_); // one lock across both
    if (!queue_.empty())
      run(queue_.pop());
  }

private:
  std::mutex mu_;
  JobQueue queue_;
};

#include <map>

class CacheOfLimitedSize {
public:
  bool contains(int key) const {
    std::lock_guard<std::mutex> lock(mu_);
    return values_.count(key) != 0;
  }
  // That there is room says nothing of the key.
  void insert(int key, int value) {
    std::lock_guard<std::mutex> lock(mu_);
    if (values_.size() < 100)
      values_[key] = value;
  }
  void insertIfNew(int key, int value) {
    std::lock_guard<std::mutex> lock(mu_);
    if (values_.find(key) == values_.end())
      values_[key] = value;
  }

private:
  mutable std::mutex mu_;
  std::map<int, int> values_;
};

void addBad(CacheOfLimitedSize &cache, int key) {
  if (!cache.contains(key))
    cache.insert(key, 1);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'cache'{{.*}}changed{{.*}}[concurrency-check-then-act]
}

void addOk(CacheOfLimitedSize &cache, int key) {
  if (!cache.contains(key))
    cache.insertIfNew(key, 1);
}
