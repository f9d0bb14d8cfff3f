// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe,-concurrency-thread-canceltype-asynchronous' %s -- -std=c++20 2>&1 | %filecheck
// ZeroMQ: sends and receives under a lock, in C and with cppzmq's classes.

#include <cstddef>
#include <mutex>

// Declarations in the shape of ZeroMQ's and cppzmq's.
extern "C" {
#define ZMQ_DONTWAIT 1
struct zmq_msg_t;
struct zmq_pollitem_t;
int zmq_send(void *socket, const void *data, size_t size, int flags);
int zmq_recv(void *socket, void *data, size_t size, int flags);
int zmq_msg_recv(zmq_msg_t *message, void *socket, int flags);
int zmq_poll(zmq_pollitem_t *items, int n, long timeout);
void *zmq_threadstart(void (*function)(void *), void *argument);
void zmq_threadclose(void *thread);
}

namespace zmq {
class message_t {};
enum class send_flags : int { none = 0, dontwait = 1, sndmore = 2 };
enum class recv_flags : int { none = 0, dontwait = 1 };
inline int poll(zmq_pollitem_t *items, size_t n, long timeout = -1) {
  return zmq_poll(items, static_cast<int>(n), timeout);
}
namespace detail {
class socket_base {
public:
  bool send(message_t &message, send_flags flags) {
    return zmq_send(handle_, &message, 0, static_cast<int>(flags)) >= 0;
  }
  bool recv(message_t &message, recv_flags flags = recv_flags::none) {
    return zmq_recv(handle_, &message, 0, static_cast<int>(flags)) >= 0;
  }

protected:
  void *handle_ = nullptr;
};
} // namespace detail
class socket_t : public detail::socket_base {};
} // namespace zmq

class Tally {
public:
  void addOk() {
    std::lock_guard<std::mutex> lock(mu_);
    ++sent_;
  }
  void sendBad(void *socket) {
    std::lock_guard<std::mutex> lock(mu_);
    zmq_send(socket, &sent_, sizeof sent_, 0);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}network{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
    sent_ = 0;
  }
  void sendNowOk(void *socket) {
    std::lock_guard<std::mutex> lock(mu_);
    zmq_send(socket, &sent_, sizeof sent_, ZMQ_DONTWAIT);
    sent_ = 0;
  }
  void sendOk(void *socket) {
    long copy;
    {
      std::lock_guard<std::mutex> lock(mu_);
      copy = sent_;
      sent_ = 0;
    }
    zmq_send(socket, &copy, sizeof copy, 0);
  }
  void receiveBad(zmq_msg_t *message, void *socket) {
    std::lock_guard<std::mutex> lock(mu_);
    if (zmq_msg_recv(message, socket, 0) >= 0)
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}network{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
      ++received_;
  }
  void pollBad(zmq_pollitem_t *items) {
    std::lock_guard<std::mutex> lock(mu_);
    received_ += zmq_poll(items, 2, -1);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}network{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }
  void pollNowOk(zmq_pollitem_t *items) {
    std::lock_guard<std::mutex> lock(mu_);
    received_ += zmq_poll(items, 2, 0);
    received_ += zmq::poll(items, 2, 0);
  }
  void pollAgainBad(zmq_pollitem_t *items) {
    std::lock_guard<std::mutex> lock(mu_);
    received_ += zmq::poll(items, 2, 100);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}network{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }
  void sendMessageBad(zmq::socket_t &socket, zmq::message_t &message) {
    std::lock_guard<std::mutex> lock(mu_);
    if (socket.send(message, zmq::send_flags::none))
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}network{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
      ++sent_;
  }
  void sendMessageOk(zmq::socket_t &socket, zmq::message_t &message) {
    std::lock_guard<std::mutex> lock(mu_);
    if (socket.send(message, zmq::send_flags::dontwait))
      ++sent_;
  }
  void receiveMessageBad(zmq::socket_t &socket, zmq::message_t &message) {
    std::lock_guard<std::mutex> lock(mu_);
    if (socket.recv(message))
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}network{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
      ++received_;
  }
  void receiveMessageOk(zmq::socket_t &socket, zmq::message_t &message) {
    std::lock_guard<std::mutex> lock(mu_);
    while (socket.recv(message, zmq::recv_flags::dontwait))
      ++received_;
  }

private:
  std::mutex mu_;
  long sent_ = 0;
  long received_ = 0;
};

// A socket is for one thread at a time; a lock for just it is right.
class Publisher {
public:
  void publishOk(zmq::message_t &message) {
    std::lock_guard<std::mutex> lock(mu_);
    socket_.send(message, zmq::send_flags::none);
  }
  void repeatOk(zmq::message_t &message) {
    std::lock_guard<std::mutex> lock(mu_);
    socket_.send(message, zmq::send_flags::none);
    socket_.send(message, zmq::send_flags::none);
  }

private:
  std::mutex mu_;
  zmq::socket_t socket_;
};

class Shared {
public:
  void publishOk(zmq::message_t &message) {
    std::lock_guard<std::mutex> lock(mu_);
    socket_.send(message, zmq::send_flags::dontwait);
  }
  void repeatOk(zmq::message_t &message) {
    std::lock_guard<std::mutex> lock(mu_);
    socket_.send(message, zmq::send_flags::dontwait);
  }
  void hurryBad(zmq::message_t &message) {
    socket_.send(message, zmq::send_flags::dontwait);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'socket_'{{.*}}'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }

private:
  std::mutex mu_;
  zmq::socket_t socket_;
};

static int progress, result;

static void work(void *) {
  ++progress;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'progress'{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
  result = 1;
}

int startBad() {
  void *thread = zmq_threadstart(work, nullptr);
  int seen = progress;
  zmq_threadclose(thread);
  return seen + result;
}
