// RUN: %clang_cc1 -fsyntax-only -verify -std=c++17 \
// RUN:   -Wthread-safety -DLEVEL=2 %s

#if LEVEL != 2
#error
#endif

class __attribute__((capability("mutex"))) Mutex {
public:
  void Lock() __attribute__((acquire_capability()));
  void Unlock() __attribute__((release_capability()));
};

class Account {
public:
  void pay() {
    Guard.Lock();
    Balance = 1;
    Guard.Unlock();
  }
  void take() {
    Balance = 2; // \
      // expected-warning {{writing variable 'Balance' requires holding mutex 'Guard' exclusively}}
  }
  void release() {
    Guard.Unlock(); // expected-warning {{releasing mutex 'Guard' that was not held}}
  }

private:
  Mutex Guard;
  int Balance __attribute__((guarded_by(Guard)));
};
