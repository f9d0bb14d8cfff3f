// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// State that is only set in the constructor needs no lock; with a setter it does.

#include <mutex>
#include <string>
#include <utility>

class EndpointBad {
public:
  explicit EndpointBad(std::string host) : host_(std::move(host)) {}
  void moveTo(const std::string &host) {
    std::lock_guard<std::mutex> lock(mu_);
    host_ = host;
    ++moves_;
  }
  std::string describe() {
    std::lock_guard<std::mutex> lock(mu_);
    return host_ + " moved " + std::to_string(moves_);
  }
  std::string host() {
    return host_; // moveTo() may be writing it
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'host_'{{.*}}read{{.*}}'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }

private:
  std::mutex mu_;
  std::string host_;
  int moves_ = 0;
};

class EndpointOk {
public:
  EndpointOk(std::string host, int port) : host_(std::move(host)), port_(port) { host_ += "."; }
  std::string host() const { return host_; } // written in the constructor only
  int port() const { return port_; }
  void used() {
    std::lock_guard<std::mutex> lock(mu_);
    ++uses_;
    last_ = host_; // that it is read under mu_ too changes nothing
  }
  int uses() {
    std::lock_guard<std::mutex> lock(mu_);
    return uses_;
  }

private:
  std::mutex mu_;
  std::string host_;
  const int port_;
  std::string last_;
  int uses_ = 0;
};

#ifdef CONFIRM
#include <thread>
int main() {
  EndpointBad bad("a");
  EndpointOk ok("a", 1);
  std::thread mover([&] {
    for (int i = 0; i < 1000; ++i) {
      bad.moveTo("a rather long name which is kept on the heap");
      ok.used();
    }
  });
  for (int i = 0; i < 1000; ++i) {
    bad.host();
    ok.host();
  }
  mover.join();
}
#endif
