// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// A function that runs what it is given in two threads, of which the one gets it by reference; and one whose thread
// calls it in two places.

#include <functional>
#include <thread>

void twice(const std::function<void()> &body) {
  std::thread first([&body] { body(); });
  std::thread second(body);
  first.join();
  second.join();
}

void aside(const std::function<void(int)> &body, bool more) {
  std::thread only([&body, more] {
    if (more)
      body(2);
    else
      body(1);
  });
  only.join();
}

static int countOk;

int main(int argc, char **) {
  aside([](int by) { countOk += by; }, argc > 1);
  twice([] {});
  return countOk;
}
