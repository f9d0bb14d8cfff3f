// RUN: %tidy -checks='-*,concurrency-*' %s -- -std=c++20 -I%S/Inputs 2>&1 | %filecheck
// Asio: calls that wait under a lock, handlers that run later, tasks of a pool.

#include <asio.h>
#include <mutex>
#include <string>
#include <system_error>

using asio::ip::tcp;

class PeerBad {
public:
  int received() {
    std::lock_guard<std::mutex> lock(mu_);
    return received_;
  }
  void dial(tcp::socket &socket, const tcp::endpoint &address) {
    std::lock_guard<std::mutex> lock(mu_);
    socket.connect(address);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'connect' (network) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
    received_ = 0;
  }
  void receive(tcp::socket &socket) {
    std::lock_guard<std::mutex> lock(mu_);
    received_ += asio::read(socket, asio::buffer(line_));
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'read' (network) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }
  void find(tcp::resolver &resolver, tcp::socket &socket) {
    std::unique_lock<std::mutex> lock(mu_);
    auto found = resolver.resolve("example.org", "http");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'resolve' (name-lookup) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
    lock.unlock();
    asio::connect(socket, found);
  }
  void serve(tcp::acceptor &acceptor, tcp::socket &socket) {
    std::lock_guard<std::mutex> lock(mu_);
    acceptor.accept(socket);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'accept' (network) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }
  void pause(asio::steady_timer &timer) {
    std::lock_guard<std::mutex> lock(mu_);
    timer.wait();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'wait' (sleep) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }
  void loop(asio::io_context &context) {
    std::lock_guard<std::mutex> lock(mu_);
    context.run();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'run' (thread-wait) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }
  void print(asio::serial_port &port) {
    std::lock_guard<std::mutex> lock(mu_);
    asio::write(port, asio::buffer(line_));
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'write' (file) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }

private:
  std::mutex mu_;
  std::string line_;
  int received_ = 0;
};

class PeerOk {
public:
  void receive(tcp::socket &socket) {
    std::size_t size = asio::read(socket, asio::buffer(own_));
    std::lock_guard<std::mutex> lock(mu_);
    received_ += size;
  }
  void glance(asio::io_context &context) {
    tcp::socket socket(context);
    socket.non_blocking(true);
    std::lock_guard<std::mutex> lock(mu_);
    received_ += socket.read_some(asio::buffer(line_)); // returns at once
  }
  void listen(tcp::socket &socket) {
    std::lock_guard<std::mutex> lock(mu_);
    socket.async_read_some(asio::buffer(line_), [](std::error_code, std::size_t) {});
    if (!socket.is_open())
      socket.close();
  }
  void poll(asio::io_context &context) {
    std::lock_guard<std::mutex> lock(mu_);
    context.poll(); // runs what is ready, waits for nothing
  }

private:
  std::mutex mu_;
  std::string line_, own_;
  std::size_t received_ = 0;
};

// A handler does not inherit the lock of the place that made it.
class TalkBad {
public:
  explicit TalkBad(asio::io_context &context) : context_(context) {}
  void start() {
    std::lock_guard<std::mutex> lock(mu_);
    ++open_;
    asio::post(context_, [this] {
      --open_;
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'open_' {{.*}}'mu_'{{.*}}[concurrency-unprotected-shared-state]
    });
  }
  void wait(asio::steady_timer &timer) {
    std::lock_guard<std::mutex> lock(mu_);
    ++waiting_;
    timer.async_wait([this](std::error_code) {
      --waiting_;
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'waiting_' {{.*}}'mu_'{{.*}}[concurrency-unprotected-shared-state]
    });
  }
  int open() {
    std::lock_guard<std::mutex> lock(mu_);
    return open_ + waiting_;
  }

private:
  asio::io_context &context_;
  std::mutex mu_;
  int open_ = 0;
  int waiting_ = 0;
};

class TalkOk {
public:
  explicit TalkOk(asio::io_context &context) : context_(context) {}
  void start() {
    std::lock_guard<std::mutex> lock(mu_);
    ++open_;
    asio::post(context_, [this] { // not now: no second lock of mu_
      std::lock_guard<std::mutex> own(mu_);
      --open_;
    });
  }
  int open() {
    std::lock_guard<std::mutex> lock(mu_);
    return open_;
  }

private:
  asio::io_context &context_;
  std::mutex mu_;
  int open_ = 0;
};

int sumBad() {
  asio::thread_pool pool(4);
  int sum = 0;
  asio::post(pool, [&sum] {
    ++sum;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'sum' {{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
  });
  ++sum; // the pool is at work
  pool.join();
  return sum;
}

int sumOk() {
  asio::thread_pool pool(4);
  int sum = 0;
  asio::post(pool, [&sum] { ++sum; });
  pool.join();
  ++sum; // the pool has finished
  return sum;
}
