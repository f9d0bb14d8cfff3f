// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++17 2>&1 | %filecheck
// A hook that runs under the base class's lock: one of the classes that override it
// calls a method that locks. (Of another object, any may be meant: nothing is said.)

#include <mutex>
#include <string>

class Channel {
public:
  virtual ~Channel() = default;
  void writeBad(const std::string &bytes) {
    std::lock_guard<std::mutex> lock(mu_);
    pending_ += encode(bytes);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'NumberedChannel::encode' acquires 'mu_', which is already held{{.*}}[concurrency-non-reentrant-relock]
    ++frames_;
  }
  void writeGood(const std::string &bytes) {
    const std::string encoded = encode(bytes);
    std::lock_guard<std::mutex> lock(mu_);
    pending_ += encoded;
    ++frames_;
  }
  void forward(Channel &other, const std::string &bytes) {
    std::lock_guard<std::mutex> lock(mu_);
    pending_ += other.encode(bytes);
  }
  int frames() const {
    std::lock_guard<std::mutex> lock(mu_);
    return frames_;
  }

protected:
  virtual std::string encode(const std::string &bytes) = 0;

private:
  mutable std::mutex mu_;
  std::string pending_;
  int frames_ = 0;
};

class PlainChannel final : public Channel {
  std::string encode(const std::string &bytes) override { return bytes + "\n"; }
};

class NumberedChannel final : public Channel {
  std::string encode(const std::string &bytes) override {
    return std::to_string(frames()) + bytes;
  }
};
