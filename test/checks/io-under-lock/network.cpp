// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c++20 2>&1 | %filecheck
// A socket is waited for while a lock is held; a non-blocking one is not waited for.

#include <cstddef>
#include <mutex>
#include <sys/socket.h>

class MetricsBad {
public:
  void count() {
    std::lock_guard<std::mutex> lock(mu_);
    ++count_;
  }
  void push(int socket) {
    std::lock_guard<std::mutex> lock(mu_);
    send(socket, &count_, sizeof count_, 0); // a slow peer stops count()
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}network{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
    count_ = 0;
  }
  void dial(int socket, const sockaddr *address, socklen_t size) {
    std::lock_guard<std::mutex> lock(mu_);
    if (connect(socket, address, size) == 0)
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}network{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
      ++count_;
  }

private:
  std::mutex mu_;
  long count_ = 0;
};

class MetricsOk {
public:
  void count() {
    std::lock_guard<std::mutex> lock(mu_);
    ++count_;
  }
  void push(int socket) {
    long copy;
    {
      std::lock_guard<std::mutex> lock(mu_);
      copy = count_;
      count_ = 0;
    }
    send(socket, &copy, sizeof copy, 0);
  }
  void pushNow(int socket) {
    std::lock_guard<std::mutex> lock(mu_);
    if (send(socket, &count_, sizeof count_, MSG_DONTWAIT) > 0) // returns at once
      count_ = 0;
  }
  void poll(int socket) {
    char buffer[64];
    std::lock_guard<std::mutex> lock(mu_);
    count_ += recv(socket, buffer, sizeof buffer, MSG_DONTWAIT);
  }
  void probe(const sockaddr *address, socklen_t size) {
    int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    std::lock_guard<std::mutex> lock(mu_);
    count_ += connect(socket, address, size); // EINPROGRESS
  }

private:
  std::mutex mu_;
  long count_ = 0;
};
