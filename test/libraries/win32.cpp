// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe,-concurrency-thread-canceltype-asynchronous' %s -- -std=c++20 -I%S/Inputs 2>&1 | %filecheck
// The Windows API: critical sections, slim locks, threads, and what waits.

#include "windows.h"

// A critical section may be entered again.
class Account {
public:
  Account() { InitializeCriticalSection(&section_); }
  void depositOk(long amount) {
    EnterCriticalSection(&section_);
    balance_ += amount;
    LeaveCriticalSection(&section_);
  }
  void depositTwiceOk(long amount) {
    EnterCriticalSection(&section_);
    depositOk(amount);
    depositOk(amount);
    LeaveCriticalSection(&section_);
  }
  bool tryDepositOk(long amount) {
    if (!TryEnterCriticalSection(&section_))
      return false;
    balance_ += amount;
    LeaveCriticalSection(&section_);
    return true;
  }
  void clearBad() {
    balance_ = 0;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'balance_'{{.*}}'section_'{{.*}}[concurrency-unprotected-shared-state]
  }

private:
  CRITICAL_SECTION section_;
  long balance_ = 0;
};

class SectionLock {
public:
  explicit SectionLock(CRITICAL_SECTION &section) : section_(section) {
    EnterCriticalSection(&section_);
  }
  ~SectionLock() { LeaveCriticalSection(&section_); }

private:
  CRITICAL_SECTION &section_;
};

// Files, with a lock of the program's own around the section.
class Log {
public:
  void countOk() {
    SectionLock lock(section_);
    ++lines_;
  }
  void writeBad(HANDLE file) {
    SectionLock lock(section_);
    DWORD written;
    WriteFile(file, &lines_, sizeof lines_, &written, nullptr);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}file{{.*}}'section_'{{.*}}[concurrency-io-under-lock]
  }
  void writeOk(HANDLE file, OVERLAPPED *later) {
    SectionLock lock(section_);
    WriteFile(file, &lines_, sizeof lines_, nullptr, later);
  }
  void openBad() {
    SectionLock lock(section_);
    file_ = CreateFileA("log.txt", 0, 0, nullptr, 0, 0, nullptr);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}file{{.*}}'section_'{{.*}}[concurrency-io-under-lock]
  }
  void pauseBad() {
    SectionLock lock(section_);
    Sleep(100);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}sleep{{.*}}'section_'{{.*}}[concurrency-io-under-lock]
  }
  void yieldOk() {
    SectionLock lock(section_);
    Sleep(0);
  }
  void waitBad(HANDLE event) {
    SectionLock lock(section_);
    WaitForSingleObject(event, INFINITE);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}wait{{.*}}'section_'{{.*}}[concurrency-io-under-lock]
  }
  bool lookOk(HANDLE event) {
    SectionLock lock(section_);
    return WaitForSingleObject(event, 0) == 0;
  }
  void sendBad(SOCKET socket, WSABUF *buffer) {
    SectionLock lock(section_);
    DWORD sent;
    WSASend(socket, buffer, 1, &sent, 0, nullptr, nullptr);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}network{{.*}}'section_'{{.*}}[concurrency-io-under-lock]
  }
  void sendOk(SOCKET socket, WSABUF *buffer, OVERLAPPED *later) {
    SectionLock lock(section_);
    WSASend(socket, buffer, 1, nullptr, 0, later, nullptr);
  }
  void connectOk(SOCKET socket, const void *address, int size) {
    unsigned long yes = 1;
    ioctlsocket(socket, FIONBIO, &yes);
    SectionLock lock(section_);
    WSAConnect(socket, address, size, nullptr, nullptr, nullptr, nullptr);
  }

private:
  CRITICAL_SECTION section_;
  HANDLE file_ = nullptr;
  long lines_ = 0;
};

// A slim lock may not be taken again.
static SRWLOCK tableLock = SRWLOCK_INIT;
static SRWLOCK indexLock = SRWLOCK_INIT;
static int rows, keys;

int rowsOk() {
  AcquireSRWLockShared(&tableLock);
  int n = rows;
  ReleaseSRWLockShared(&tableLock);
  return n;
}

void addRowOk() {
  AcquireSRWLockExclusive(&tableLock);
  ++rows;
  ReleaseSRWLockExclusive(&tableLock);
}

void addRowsBad() {
  AcquireSRWLockExclusive(&tableLock);
  addRowOk();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'tableLock'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  ReleaseSRWLockExclusive(&tableLock);
}

void countBad() {
  AcquireSRWLockShared(&tableLock);
  ++rows;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'rows'{{.*}}'tableLock'{{.*}}reading{{.*}}[concurrency-unprotected-shared-state]
  ReleaseSRWLockShared(&tableLock);
}

void insertBad() {
  AcquireSRWLockExclusive(&tableLock);
  AcquireSRWLockExclusive(&indexLock);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'indexLock'{{.*}}'tableLock'{{.*}}[concurrency-lock-order-inversion]
  ++rows, ++keys;
  ReleaseSRWLockExclusive(&indexLock);
  ReleaseSRWLockExclusive(&tableLock);
}

void dropBad() {
  AcquireSRWLockExclusive(&indexLock);
  AcquireSRWLockExclusive(&tableLock);
  --rows, --keys;
  ReleaseSRWLockExclusive(&tableLock);
  ReleaseSRWLockExclusive(&indexLock);
}

// The wait of a condition gives the lock up.
class Queue {
public:
  void putOk() {
    AcquireSRWLockExclusive(&lock_);
    ++size_;
    ReleaseSRWLockExclusive(&lock_);
    WakeConditionVariable(&filled_);
  }
  void takeOk() {
    AcquireSRWLockExclusive(&lock_);
    while (size_ == 0)
      SleepConditionVariableSRW(&filled_, &lock_, INFINITE, 0);
    --size_;
    ReleaseSRWLockExclusive(&lock_);
  }

private:
  SRWLOCK lock_ = SRWLOCK_INIT;
  CONDITION_VARIABLE filled_;
  int size_ = 0;
};

// Threads.
static int progress;
static int result;

static DWORD WINAPI work(LPVOID) {
  ++progress;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'progress'{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
  result = 1;
  return 0;
}

int runBad() {
  HANDLE thread = CreateThread(nullptr, 0, work, nullptr, 0, nullptr);
  int seen = progress;
  WaitForSingleObject(thread, INFINITE);
  CloseHandle(thread);
  return seen + result;
}

static long items;
static LONG done;

static DWORD WINAPI item(LPVOID) {
  ++items;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'items'{{.*}}[concurrency-unprotected-shared-state]
  return 0;
}

static DWORD WINAPI countedItem(LPVOID) {
  InterlockedIncrement(&done);
  return 0;
}

void submitAllBad() {
  for (int i = 0; i < 4; ++i) {
    QueueUserWorkItem(item, nullptr, 0);
    QueueUserWorkItem(countedItem, nullptr, 0);
  }
}

// Made once, whoever comes first.
static INIT_ONCE once;
static int *shared;

static BOOL WINAPI make(PINIT_ONCE, PVOID, PVOID *) {
  shared = new int(1);
  return TRUE;
}

int useOk() {
  InitOnceExecuteOnce(&once, make, nullptr, nullptr);
  return *shared;
}

// Tested, then used.
void clearBad(LPCSTR old) {
  if (GetFileAttributesA(old) != 0xffffffff)
    DeleteFileA(old);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'old'{{.*}}[concurrency-check-then-act]
}

void prepareOk(LPCSTR old, LPCSTR other) {
  if (GetFileAttributesA(old) != 0xffffffff)
    CreateDirectoryA(other, nullptr);
}
