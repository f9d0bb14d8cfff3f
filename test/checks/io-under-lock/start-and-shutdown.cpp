// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c++20 2>&1 | %filecheck
// Nobody waits yet while an object is made or initialised once, nobody should any more at its end.

#include <fcntl.h>
#include <mutex>
#include <string>
#include <unistd.h>
#include <vector>

static std::vector<std::string> readWords(int fd) {
  std::vector<std::string> words(1);
  words[0].resize(100);
  auto got = read(fd, words[0].data(), words[0].size());
  words[0].resize(got > 0 ? got : 0);
  return words;
}

class StoreOk {
public:
  StoreOk() {
    std::lock_guard<std::mutex> lock(mu_);
    size_ = readWords(0).size();
  }
  ~StoreOk() {
    std::lock_guard<std::mutex> lock(mu_);
    writeBack();
  }
  void shutdown() {
    std::lock_guard<std::mutex> lock(mu_);
    size_ = 0;
    fsync(1);
  }
  const std::vector<std::string> &words() {
    std::lock_guard<std::mutex> lock(mu_);
    std::call_once(loaded_, [this] { words_ = readWords(0); }); // the first time only
    ++size_;
    return words_;
  }
  std::size_t defaults() {
    std::lock_guard<std::mutex> lock(mu_);
    static const std::vector<std::string> words = readWords(0); // the first time only
    return size_ + words.size();
  }

private:
  void writeBack() { // reached from the destructor only
    size_ = 0;
    fsync(1);
  }
  std::mutex mu_;
  std::once_flag loaded_;
  std::vector<std::string> words_;
  std::size_t size_ = 0;
};

class StoreBad {
public:
  void reload(int fd) {
    std::lock_guard<std::mutex> lock(mu_);
    words_ = readWords(fd); // at any time
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'readWords'{{.*}}file{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }
  std::size_t size() {
    std::lock_guard<std::mutex> lock(mu_);
    return words_.size();
  }

private:
  std::mutex mu_;
  std::vector<std::string> words_;
};
