// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// What is decided depends on what was read, also by way of functions that only
// compute; and a function that looks at what it has just written does not look
// before it acts.

#include <algorithm>
#include <mutex>

static long wholeBlocks(long n, long block) { return n - n % block; }

class Budget {
public:
  long grabBad(long wanted) {
    long left;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      left = left_;
    }
    const long grant = wholeBlocks(std::min(left, wanted), 512);
    if (grant <= 0)
      return 0;
    std::lock_guard<std::mutex> lock(mutex_);
    left_ -= grant;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'left_' may have changed since it was tested{{.*}}[concurrency-check-then-act]
    return grant;
  }

  long grabGood(long wanted) {
    std::lock_guard<std::mutex> lock(mutex_);
    const long grant = wholeBlocks(std::min(left_, wanted), 512);
    if (grant <= 0)
      return 0;
    left_ -= grant;
    return grant;
  }

  // What it depends on is another number.
  long spend(long wanted) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      ++asked_;
    }
    const long grant = wholeBlocks(wanted, 512);
    if (grant <= 0)
      return 0;
    std::lock_guard<std::mutex> lock(mutex_);
    left_ -= grant;
    return grant;
  }

private:
  std::mutex mutex_;
  long left_ = 4096, asked_ = 0;
};

class Guests {
public:
  int count() {
    std::lock_guard<std::mutex> lock(mutex_);
    return count_;
  }
  void add() {
    std::lock_guard<std::mutex> lock(mutex_);
    if (++count_ > most_)
      most_ = count_;
  }
  bool addIfRoom() {
    std::lock_guard<std::mutex> lock(mutex_);
    if (count_ >= 10)
      return false;
    ++count_;
    return true;
  }

private:
  std::mutex mutex_;
  int count_ = 0, most_ = 0;
};

static Guests guests;

bool admitBad() {
  if (guests.count() >= 10)
    return false;
  guests.add();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'guests' may have changed since it was tested{{.*}}[concurrency-check-then-act]
  return true;
}

bool admitGood() {
  if (guests.count() >= 10)
    return false;
  return guests.addIfRoom();
}

class Peak {
public:
  // The larger of both is kept, whatever it was.
  void raiseGood(long by) {
    long seen;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      seen = peak_;
    }
    const long now = wholeBlocks(seen + by, 512);
    std::lock_guard<std::mutex> lock(mutex_);
    peak_ = std::max(peak_, now);
  }
  void raiseBad(long by) {
    long seen;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      seen = peak_;
    }
    const long now = seen + by;
    std::lock_guard<std::mutex> lock(mutex_);
    peak_ = now;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'peak_' may have changed since the value that is written back was read{{.*}}[concurrency-check-then-act]
  }

private:
  std::mutex mutex_;
  long peak_ = 0;
};
