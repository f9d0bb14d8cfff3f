// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// Double-checked locking on a plain pointer, and the ways that work.

#include <atomic>
#include <mutex>

struct Settings {
  int level = 3;
};

std::mutex instanceMu;
Settings *instance = nullptr;

Settings *settingsBad() {
  if (instance == nullptr) { // may see the pointer before what it points to
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'instance'{{.*}}tested{{.*}}'instanceMu'{{.*}}[concurrency-check-then-act]
    std::lock_guard<std::mutex> lock(instanceMu);
    if (instance == nullptr)
      instance = new Settings;
  }
  return instance;
}

std::mutex sharedMu;
std::atomic<Settings *> shared{nullptr};

Settings *settingsAtomicOk() {
  Settings *settings = shared.load(std::memory_order_acquire);
  if (settings == nullptr) {
    std::lock_guard<std::mutex> lock(sharedMu);
    settings = shared.load(std::memory_order_relaxed);
    if (settings == nullptr) {
      settings = new Settings;
      shared.store(settings, std::memory_order_release);
    }
  }
  return settings;
}

std::once_flag onceFlag;
Settings *once = nullptr;

Settings *settingsOnceOk() {
  std::call_once(onceFlag, [] {
    if (once == nullptr)
      once = new Settings;
  });
  return once;
}

Settings *settingsStaticOk() {
  static Settings settings; // the language locks
  return &settings;
}

std::mutex plainMu;
Settings *plain = nullptr;

Settings *settingsLockedOk() {
  std::lock_guard<std::mutex> lock(plainMu);
  if (plain == nullptr)
    plain = new Settings;
  return plain;
}

#ifdef CONFIRM
#include <thread>
int main() {
  auto use = [] {
    return settingsBad()->level + settingsAtomicOk()->level + settingsOnceOk()->level + settingsStaticOk()->level +
           settingsLockedOk()->level;
  };
  std::thread a(use), b(use);
  a.join();
  b.join();
}
#endif
