// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe,-concurrency-thread-canceltype-asynchronous' %s -- -std=c++20 2>&1 | %filecheck
// libcurl: transfers and waits under a lock, and callbacks that run during a transfer.

#include <cstddef>
#include <mutex>

// Declarations in the shape of libcurl's.
extern "C" {
typedef void CURL;
typedef void CURLM;
struct curl_waitfd;
struct curl_slist;
#define CURLOPT_WRITEFUNCTION 20011
#define CURLOPT_WRITEDATA 10001
CURL *curl_easy_init(void);
int curl_easy_setopt(CURL *curl, int option, ...);
int curl_easy_perform(CURL *curl);
int curl_easy_getinfo(CURL *curl, int what, ...);
int curl_multi_perform(CURLM *multi, int *running);
int curl_multi_poll(CURLM *multi, struct curl_waitfd *extra, unsigned n, int timeout, int *ready);
int curl_multi_wakeup(CURLM *multi);
struct curl_slist *curl_slist_append(struct curl_slist *list, const char *text);
}

class Fetcher {
public:
  void count() {
    std::lock_guard<std::mutex> lock(mu_);
    ++fetched_;
  }
  void fetchBad(CURL *curl) {
    std::lock_guard<std::mutex> lock(mu_);
    if (curl_easy_perform(curl) == 0)
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}network{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
      ++fetched_;
  }
  void fetchOk(CURL *curl) {
    int failed = curl_easy_perform(curl);
    std::lock_guard<std::mutex> lock(mu_);
    if (!failed)
      ++fetched_;
  }
  void waitBad(CURLM *multi) {
    std::lock_guard<std::mutex> lock(mu_);
    curl_multi_poll(multi, nullptr, 0, 1000, &running_);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}network{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }
  void stepOk(CURLM *multi) {
    std::lock_guard<std::mutex> lock(mu_);
    curl_multi_perform(multi, &running_); // what can be done at once
    curl_multi_poll(multi, nullptr, 0, 0, &running_);
    curl_multi_wakeup(multi);
  }

  // The callback runs during the transfer, when the lock is free.
  static size_t store(char *, size_t size, size_t n, void *self) {
    static_cast<Fetcher *>(self)->count();
    return size * n;
  }
  void prepareOk(CURL *curl) {
    std::lock_guard<std::mutex> lock(mu_);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, store);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
    headers_ = curl_slist_append(headers_, "Accept: */*");
    ++fetched_;
  }
  int fetchedBad() {
    return fetched_;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'fetched_'{{.*}}'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }

private:
  std::mutex mu_;
  int fetched_ = 0;
  int running_ = 0;
  struct curl_slist *headers_ = nullptr;
};

// An easy handle is for one thread at a time; a lock for just it is right.
class Connection {
public:
  int performOk() {
    std::lock_guard<std::mutex> lock(mu_);
    return curl_easy_perform(curl_);
  }

private:
  std::mutex mu_;
  CURL *curl_ = curl_easy_init();
};
