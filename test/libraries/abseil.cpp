// RUN: %tidy -checks='-*,concurrency-*' %s -- -std=c++20 -I%S/Inputs 2>&1 | %filecheck
// Abseil: Mutex in its spellings, guards, waiting for conditions, containers.

#include <absl.h>

class AccountBad {
public:
  void deposit(long amount) {
    absl::MutexLock lock(&mu_);
    balance_ += amount;
  }
  long balance() {
    absl::ReaderMutexLock lock(&mu_);
    ++reads_;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'reads_' is written while 'mu_' is held only for reading{{.*}}[concurrency-unprotected-shared-state]
    return balance_;
  }
  void reset() {
    balance_ = 0;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'balance_' is written without 'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }
  void move(long amount) {
    mu_.WriterLock();
    reads_ = 0;
    deposit(amount);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
    mu_.WriterUnlock();
  }
  void pause() {
    mu_.Lock();
    absl::SleepFor(absl::Seconds(1));
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'SleepFor' (sleep) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
    balance_ -= 1;
    mu_.Unlock();
  }
  void follow(absl::Notification &done) {
    absl::WriterMutexLock lock(&mu_);
    done.WaitForNotification();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'WaitForNotification' (thread-wait) {{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
    balance_ -= 1;
  }

private:
  absl::Mutex mu_;
  long balance_ = 0;
  long reads_ = 0;
};

class AccountOk {
public:
  void deposit(long amount) {
    absl::MutexLock lock(&mu_);
    balance_ += amount;
  }
  long balance() {
    absl::ReaderMutexLock lock(&mu_);
    return balance_;
  }
  void pause() {
    absl::ReleasableMutexLock lock(&mu_);
    balance_ -= 1;
    lock.Release();
    absl::SleepFor(absl::Seconds(1));
    deposit(1);
  }
  bool tryReset() {
    if (!mu_.TryLock())
      return false;
    balance_ = 0;
    mu_.Unlock();
    return true;
  }
  void resetHeld() {
    mu_.AssertHeld();
    balance_ = 0;
  }
  void follow(absl::Notification &done) {
    absl::MutexLock lock(&mu_);
    if (done.HasBeenNotified())
      balance_ -= 1;
  }

private:
  absl::Mutex mu_;
  long balance_ = 0;
};

// Waiting for a condition lets go of the mutex that is waited on, not of others.
class InboxOk {
public:
  void put(int message) {
    absl::MutexLock lock(&mu_);
    message_ = message;
    full_ = true;
    changed_.Signal();
  }
  int take() {
    absl::MutexLock lock(&mu_);
    mu_.Await(absl::Condition(&full_));
    full_ = false;
    return message_;
  }
  int takeWhen() {
    absl::MutexLock lock(&mu_, absl::Condition(&full_));
    full_ = false;
    return message_;
  }
  int takeLocked() {
    mu_.LockWhen(absl::Condition(&full_));
    int message = message_;
    full_ = false;
    mu_.Unlock();
    return message;
  }
  int takeOld() {
    absl::MutexLock lock(&mu_);
    while (!full_)
      changed_.Wait(&mu_);
    full_ = false;
    return message_;
  }
  int takeBy() {
    auto isFull = [this] { return full_; }; // called with the mutex
    absl::MutexLock lock(&mu_);
    mu_.Await(absl::Condition(&isFull));
    full_ = false;
    return message_;
  }

private:
  absl::Mutex mu_;
  absl::CondVar changed_;
  int message_ = 0;
  bool full_ = false;
};

class InboxBad {
public:
  int take() {
    absl::MutexLock outer(&statsMu_);
    ++taken_;
    absl::MutexLock lock(&mu_, absl::Condition(&full_));
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'MutexLock' (thread-wait) {{.*}}'statsMu_'{{.*}}[concurrency-io-under-lock]
    full_ = false;
    return message_;
  }
  void put(int message) {
    absl::MutexLock lock(&mu_);
    message_ = message;
    full_ = true;
  }

private:
  absl::Mutex mu_, statsMu_;
  int message_ = 0;
  int taken_ = 0;
  bool full_ = false;
};

absl::Mutex fromMu, toMu;
long from, to;
void sendBad() {
  absl::MutexLock first(&fromMu);
  absl::MutexLock second(&toMu);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}{{('fromMu'.*'toMu'|'toMu'.*'fromMu')}}{{.*}}[concurrency-lock-order-inversion]
  ++from, ++to;
}
void returnBad() {
  absl::MutexLock first(&toMu);
  absl::MutexLock second(&fromMu);
  ++from, ++to;
}

absl::Mutex onceMu;
int configured;
absl::once_flag onceBad, onceOk;
void configure() {
  absl::MutexLock lock(&onceMu);
  absl::call_once(onceOk, [] { configured = 1; });
}
void configureBad() {
  absl::call_once(onceBad, [] {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'onceBad'{{.*}}[concurrency-non-reentrant-relock]
    absl::call_once(onceBad, [] { configured = 1; });
  });
}

class CacheBad {
public:
  void remember(int key, int value) {
    {
      absl::MutexLock lock(&mu_);
      if (values_.contains(key))
        return;
    }
    absl::MutexLock lock(&mu_);
    values_[key] = value;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'values_' {{.*}}changed{{.*}}[concurrency-check-then-act]
  }
  int *look(int key) {
    absl::ReaderMutexLock lock(&mu_);
    return &values_[key];
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'values_' is written while 'mu_' is held only for reading{{.*}}[concurrency-unprotected-shared-state]
  }

private:
  absl::Mutex mu_;
  absl::flat_hash_map<int, int> values_;
};

class CacheOk {
public:
  void remember(int key, int value) {
    {
      absl::ReaderMutexLock lock(&mu_);
      if (values_.contains(key))
        return;
    }
    absl::MutexLock lock(&mu_);
    values_.try_emplace(key, value); // tests again
  }
  int look(int key) {
    absl::ReaderMutexLock lock(&mu_);
    auto it = values_.find(key);
    return it == values_.end() ? 0 : it->second;
  }
  int last() {
    absl::MutexLock lock(&mu_);
    return recent_.empty() ? 0 : recent_.back();
  }
  void used(int key) {
    absl::MutexLock lock(&mu_);
    recent_.push_back(key);
  }

private:
  absl::Mutex mu_;
  absl::flat_hash_map<int, int> values_;
  absl::InlinedVector<int, 4> recent_;
};
