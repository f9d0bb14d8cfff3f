// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm --hang %s
// A callback is run under the lock and calls back into the object.

#include <functional>
#include <mutex>
#include <vector>

class TopicBad {
public:
  void publish(int message, const std::function<void(int)> &sent) {
    std::lock_guard<std::mutex> lock(mu_);
    messages_.push_back(message);
    sent(message); // under the lock
  }
  int count() {
    std::lock_guard<std::mutex> lock(mu_);
    return static_cast<int>(messages_.size());
  }

private:
  std::mutex mu_;
  std::vector<int> messages_;
};

int lastCount;

void announceBad(TopicBad &topic) {
  topic.publish(1, [&topic](int) { lastCount = topic.count(); });
}
// At the call of publish(), of the callback, or of count(): one finding.
// CHECK: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]

class TopicOk {
public:
  void publish(int message, const std::function<void(int)> &sent) {
    {
      std::lock_guard<std::mutex> lock(mu_);
      messages_.push_back(message);
    }
    sent(message); // after the lock
  }
  void each(const std::function<void(int)> &visit) {
    std::lock_guard<std::mutex> lock(mu_);
    for (int message : messages_)
      visit(message);
  }
  int count() {
    std::lock_guard<std::mutex> lock(mu_);
    return static_cast<int>(messages_.size());
  }

private:
  std::mutex mu_;
  std::vector<int> messages_;
};

void announceOk(TopicOk &topic) {
  topic.publish(1, [&topic](int) { lastCount = topic.count(); });
  topic.each([](int message) { lastCount += message; }); // does not come back
}

#ifdef CONFIRM
int main() {
  TopicOk ok;
  announceOk(ok);
  TopicBad bad;
  announceBad(bad);
}
#endif
