// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm --hang %s
// A helper that gives its caller's lock up and takes it again is no relock; one that forgets the first half is.

#include <mutex>

class BufferOk {
public:
  void append(int bytes) {
    std::unique_lock<std::mutex> lock(mu_);
    used_ += bytes;
    if (used_ > 100)
      flush(lock);
    ++appended_;
  }
  void drain() {
    mu_.lock();
    flushOutside();
    mu_.unlock();
  }

private:
  void flush(std::unique_lock<std::mutex> &lock) {
    used_ = 0;
    lock.unlock();
    send();
    lock.lock();
  }
  void flushOutside() {
    used_ = 0;
    mu_.unlock();
    send();
    mu_.lock();
  }
  void send() {
    std::lock_guard<std::mutex> lock(mu_); // not held at either call
    ++sent_;
  }
  std::mutex mu_;
  int used_ = 0, appended_ = 0, sent_ = 0;
};

class BufferBad {
public:
  void append(int bytes) {
    std::unique_lock<std::mutex> lock(mu_);
    used_ += bytes;
    flush();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  }

private:
  void flush() {
    used_ = 0;
    send();
  }
  void send() {
    std::lock_guard<std::mutex> lock(mu_);
    ++sent_;
  }
  std::mutex mu_;
  int used_ = 0, sent_ = 0;
};

#ifdef CONFIRM
int main() {
  BufferOk ok;
  ok.append(200);
  ok.drain();
  BufferBad bad;
  bad.append(1);
}
#endif
