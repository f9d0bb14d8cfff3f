// All five checkers, in plist and SARIF, with either library.

// RUN: %clangxx --analyze --analyzer-no-default-checks -fplugin=%compiler-plugin -std=c++20 \
// RUN:   -Xclang -analyzer-checker=core,concurrency -Xclang -analyzer-output=sarif -o %t.sarif %s 2>/dev/null
// RUN: python3 %S/Inputs/results.py %t.sarif | %llvm/FileCheck %s --implicit-check-not=concurrency. --implicit-check-not="no path"
// RUN: %clangxx --analyze --analyzer-no-default-checks -fplugin=%compiler-plugin -std=c++20 -stdlib=libc++ \
// RUN:   -Xclang -analyzer-checker=core,concurrency -Xclang -analyzer-output=sarif -o %t.sarif %s 2>/dev/null
// RUN: python3 %S/Inputs/results.py %t.sarif | %llvm/FileCheck %s --implicit-check-not=concurrency. --implicit-check-not="no path"
// RUN: %clangxx --analyze --analyzer-no-default-checks -fplugin=%compiler-plugin -std=c++20 \
// RUN:   -Xclang -analyzer-checker=core,concurrency -Xclang -analyzer-output=plist -o %t.plist %s 2>/dev/null
// RUN: python3 %S/Inputs/results.py %t.plist | %llvm/FileCheck %s --implicit-check-not=concurrency. --implicit-check-not="no path"
// RUN: %clangxx --analyze --analyzer-no-default-checks -fplugin=%compiler-plugin -std=c++20 -stdlib=libc++ \
// RUN:   -Xclang -analyzer-checker=core,concurrency -Xclang -analyzer-output=plist -o %t.plist %s 2>/dev/null
// RUN: python3 %S/Inputs/results.py %t.plist | %llvm/FileCheck %s --implicit-check-not=concurrency. --implicit-check-not="no path"

// Each is there once, with a path of its own.

#include <mutex>
#include <unistd.h>

class Seats {
public:
  void clear() {
    std::lock_guard lock(mu_);
    free_ = 8;
  }
  bool take() {
    std::unique_lock lock(mu_);
    if (free_ == 0)
      return false;
    lock.unlock();
    ask();
    lock.lock();
    --free_;
    // CHECK-DAG: concurrency.CheckThenAct [[#@LINE-1]]
    return true;
  }
  int guess() {
    std::unique_lock lock(mu_, std::try_to_lock);
    return free_;
    // CHECK-DAG: concurrency.UnprotectedSharedState [[#@LINE-1]]
  }

private:
  void ask();
  std::mutex mu_;
  int free_ = 8;
};

void sync(std::mutex &mu, int fd) {
  std::lock_guard lock(mu);
  fsync(fd);
  // CHECK-DAG: concurrency.IoUnderLock [[#@LINE-1]]
}

std::mutex first, second;
int sum;

void add(int n) {
  std::lock_guard one(first);
  std::lock_guard two(second);
  // CHECK-DAG: concurrency.LockOrderInversion [[#@LINE-1]]
  sum += n;
}

void drop(int n) {
  std::lock_guard two(second);
  std::lock_guard one(first);
  sum -= n;
}

void countTwice(bool again) {
  std::unique_lock lock(second);
  if (again)
    second.lock();
    // CHECK-DAG: concurrency.NonReentrantRelock [[#@LINE-1]]
}
