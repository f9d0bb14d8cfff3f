// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm --hang %s
// An observer calls back the subject that it made itself known to.

#include <functional>
#include <mutex>
#include <vector>

class Observer {
public:
  virtual ~Observer() = default;
  virtual void changed(int value) = 0;
};

class SubjectBad {
public:
  void add(Observer *observer) {
    std::lock_guard<std::mutex> lock(mu_);
    observers_.push_back(observer);
  }
  int value() {
    std::lock_guard<std::mutex> lock(mu_);
    return value_;
  }
  void setBad(int value) {
    std::lock_guard<std::mutex> lock(mu_);
    value_ = value;
    for (Observer *observer : observers_)
      observer->changed(value);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'View::changed' acquires 'mu_', which is already held
  }

private:
  std::mutex mu_;
  std::vector<Observer *> observers_;
  int value_ = 0;
};

class View : public Observer {
public:
  explicit View(SubjectBad &subject) : subject_(subject) { subject.add(this); }
  void changed(int) override { shown_ = subject_.value(); }

private:
  SubjectBad &subject_;
  int shown_ = 0;
};

// With a std::function that captures the object which has the subject.
class TopicBad {
public:
  void add(std::function<void(int)> handler) {
    std::lock_guard<std::mutex> lock(mu_);
    handlers_.push_back(std::move(handler));
  }
  int count() {
    std::lock_guard<std::mutex> lock(mu_);
    return handlers_.size();
  }
  void sendBad(int value) {
    std::lock_guard<std::mutex> lock(mu_);
    for (auto &handler : handlers_)
      handler(value);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}} acquires 'mu_', which is already held
  }

private:
  std::mutex mu_;
  std::vector<std::function<void(int)>> handlers_;
};

class Counter {
public:
  explicit Counter(TopicBad &topic) : topic_(topic) {
    topic_.add([this](int) { seen_ = topic_.count(); });
  }

private:
  TopicBad &topic_;
  int seen_ = 0;
};

// Called without the lock; and one that asks another subject.
struct Listener {
  virtual ~Listener() = default;
  virtual void told(int value) = 0;
};
class SourceOk {
public:
  void add(Listener *listener) {
    std::lock_guard<std::mutex> lock(mu_);
    listeners_.push_back(listener);
  }
  int value() {
    std::lock_guard<std::mutex> lock(mu_);
    return value_;
  }
  void set(int value) {
    std::vector<Listener *> all;
    {
      std::lock_guard<std::mutex> lock(mu_);
      value_ = value;
      all = listeners_;
    }
    for (Listener *listener : all)
      listener->told(value);
  }
  void setQuickly(int value) {
    std::lock_guard<std::mutex> lock(mu_);
    value_ = value;
  }

private:
  std::mutex mu_;
  std::vector<Listener *> listeners_;
  int value_ = 0;
};
struct Hearer {
  virtual ~Hearer() = default;
  virtual void heard(int value) = 0;
};
class RelayOk {
public:
  void add(Hearer *hearer) {
    std::lock_guard<std::mutex> lock(mu_);
    hearers_.push_back(hearer);
  }
  void send(int value) {
    std::lock_guard<std::mutex> lock(mu_);
    for (Hearer *hearer : hearers_)
      hearer->heard(value);
  }

private:
  std::mutex mu_;
  std::vector<Hearer *> hearers_;
};
class ChainOk : public Listener, public Hearer {
public:
  ChainOk(SourceOk &source, RelayOk &from, RelayOk &to)
      : source_(source), from_(from), to_(to) {
    source_.add(this);
    from_.add(this);
  }
  void told(int) override { got_ = source_.value(); }
  void heard(int value) override { to_.send(value); }

private:
  SourceOk &source_;
  RelayOk &from_, &to_;
  int got_ = 0;
};

#ifdef CONFIRM
int main() {
  SourceOk source;
  RelayOk from, to;
  ChainOk chain(source, from, to);
  source.set(1);
  from.send(2);
  SubjectBad subject;
  View view(subject);
  subject.setBad(1);
}
#endif
