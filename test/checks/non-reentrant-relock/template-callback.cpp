// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// Callables whose type is a template's parameter: what they captured is known
// where they are handed in, over any number of functions.

#include <functional>
#include <mutex>
#include <utility>

class Registry {
public:
  void clear() {
    std::lock_guard<std::mutex> Lock(Mutex);
    Count = 0;
  }

  template <class F> void each(F &&Do) {
    std::lock_guard<std::mutex> Lock(Mutex);
    for (int I = 0; I != Count; ++I)
      Do(*this, I);
  }
  template <class F> void passOn(F &&Do) { each(std::forward<F>(Do)); }
  template <class F> void wrap(F Do) {
    each([&](Registry &Of, int I) { Do(Of, I); });
  }
  template <class F> void invoke(F Do) {
    std::lock_guard<std::mutex> Lock(Mutex);
    std::invoke(Do, *this, 1);
  }
  template <class F> void afterwards(F &&Do) {
    {
      std::lock_guard<std::mutex> Lock(Mutex);
      ++Count;
    }
    Do(*this, 0);
  }

  void directBad() {
    each([this](Registry &, int) { clear(); });
    // CHECK: :[[@LINE-1]]:5: warning: 'Registry::directBad::(lambda)' acquires 'Mutex', which is already held by this thread [concurrency-non-reentrant-relock]
  }
  void namedBad() {
    auto Clear = [this](auto &, int) { clear(); };
    each(Clear);
    // CHECK: :[[@LINE-1]]:5: warning: {{.*}} acquires 'Mutex'
  }
  void passedOnBad() {
    auto Clear = [this](Registry &, int) { clear(); };
    passOn(std::move(Clear));
    // CHECK: :[[@LINE-1]]:5: warning: {{.*}} acquires 'Mutex'
  }
  void wrappedBad() {
    wrap([this](Registry &, int) { clear(); });
    // CHECK: :[[@LINE-1]]:5: warning: {{.*}} acquires 'Mutex'
  }
  void invokedBad() {
    invoke([this](Registry &, int) { clear(); });
    // CHECK: :[[@LINE-1]]:5: warning: {{.*}} acquires 'Mutex'
  }
  void argumentBad() {
    each([](Registry &Of, int) { Of.clear(); });
    // CHECK: :[[@LINE-1]]:5: warning: {{.*}} acquires 'Mutex'
  }

  void afterwardsOk() {
    afterwards([this](Registry &, int) { clear(); });
    afterwards([](Registry &Of, int) { Of.clear(); });
  }
  void ofAnotherOk(Registry &Other) {
    each([&Other](Registry &, int) { Other.clear(); });
  }

private:
  std::mutex Mutex;
  int Count = 0;
};

template <class F> void with(std::mutex &M, F Do) {
  std::lock_guard<std::mutex> Lock(M);
  Do();
}

class Document {
public:
  void twiceBad() {
    with(Text, [this] { with(Text, [] {}); });
    // CHECK: :[[@LINE-1]]:5: warning: {{.*}} acquires 'Text'
  }
  void eachOk() {
    with(Text, [this] { with(Undo, [] {}); });
  }

private:
  std::mutex Text, Undo;
};
