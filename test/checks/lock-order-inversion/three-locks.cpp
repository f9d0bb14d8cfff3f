// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A cycle of three, of which no two locks are taken in both orders.

#include <mutex>

std::mutex routesMu, peersMu, timersMu;
int routes, peers, timers;

void addRouteBad() {
  std::lock_guard<std::mutex> outer(routesMu);
  std::lock_guard<std::mutex> inner(peersMu);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'routesMu'{{.*}}[concurrency-lock-order-inversion]
  routes += peers;
}

void dropPeerBad() {
  std::lock_guard<std::mutex> outer(peersMu);
  std::lock_guard<std::mutex> inner(timersMu);
  peers += timers;
}

void tickBad() {
  std::lock_guard<std::mutex> outer(timersMu);
  std::lock_guard<std::mutex> inner(routesMu); // closes the cycle
  timers += routes;
}

std::mutex linksMu, framesMu, clockMu;
int links, frames, ticks;

void addLinkOk() {
  std::lock_guard<std::mutex> outer(linksMu);
  std::lock_guard<std::mutex> inner(framesMu);
  links += frames;
}

void sendFrameOk() {
  std::lock_guard<std::mutex> outer(framesMu);
  std::lock_guard<std::mutex> inner(clockMu);
  frames += ticks;
}

void tickOk() {
  std::lock_guard<std::mutex> outer(linksMu); // agrees with the other two
  std::lock_guard<std::mutex> inner(clockMu);
  links += ticks;
}

#ifdef CONFIRM
int main() {
  addRouteBad();
  dropPeerBad();
  tickBad();
  addLinkOk();
  sendFrameOk();
  tickOk();
}
#endif
