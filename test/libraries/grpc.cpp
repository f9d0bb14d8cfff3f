// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe,-concurrency-thread-canceltype-asynchronous' %s -- -std=c++20 2>&1 | %filecheck
// gRPC: its locks, streams and completion queues.

#include <memory>
#include <mutex>

// Declarations in the shape of gRPC's.
extern "C" {
typedef struct { long word[5]; } gpr_mu;
typedef struct { long word[6]; } gpr_cv;
typedef struct { long seconds; int nanoseconds; } gpr_timespec;
void gpr_mu_init(gpr_mu *mu);
void gpr_mu_lock(gpr_mu *mu);
void gpr_mu_unlock(gpr_mu *mu);
int gpr_mu_trylock(gpr_mu *mu);
int gpr_cv_wait(gpr_cv *cv, gpr_mu *mu, gpr_timespec deadline);
void gpr_cv_signal(gpr_cv *cv);
void gpr_sleep_until(gpr_timespec until);
}

namespace grpc {
class Status {};
class ChannelInterface {
public:
  template <typename T> bool WaitForConnected(T deadline);
};
class CompletionQueue {
public:
  bool Next(void **tag, bool *ok);
};
namespace internal {
class Mutex {
public:
  void Lock();
  void Unlock();
};
class MutexLock {
public:
  explicit MutexLock(Mutex *mu);
  ~MutexLock();
};
class CondVar {
public:
  void Wait(Mutex *mu);
  void Signal();
};
template <class R> class ReaderInterface {
public:
  virtual bool Read(R *message) = 0;
};
template <class W> class WriterInterface {
public:
  virtual bool Write(const W &message) = 0;
};
class ClientStreamingInterface {
public:
  virtual Status Finish() = 0;
};
} // namespace internal
template <class R> class ClientReader final : public internal::ClientStreamingInterface, public internal::ReaderInterface<R> {
public:
  bool Read(R *message) override;
  Status Finish() override;
};
template <class W> class ServerWriter final : public internal::WriterInterface<W> {
public:
  bool Write(const W &message) override;
};
} // namespace grpc

struct Reply {
  int number;
};

class Replies {
public:
  void addOk(int number) {
    grpc::internal::MutexLock lock(&mu_);
    sum_ += number;
    filled_.Signal();
  }
  int waitOk() {
    grpc::internal::MutexLock lock(&mu_);
    while (sum_ == 0)
      filled_.Wait(&mu_);
    return sum_;
  }
  void addByHandOk(int number) {
    mu_.Lock();
    sum_ += number;
    mu_.Unlock();
  }
  int sumBad() {
    return sum_;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'sum_'{{.*}}'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }
  void addTwiceBad() {
    grpc::internal::MutexLock lock(&mu_);
    addOk(1);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  }
  void readBad(grpc::ClientReader<Reply> &reader) {
    Reply reply;
    grpc::internal::MutexLock lock(&mu_);
    while (reader.Read(&reply))
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}network{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
      sum_ += reply.number;
  }
  void readOk(grpc::ClientReader<Reply> &reader) {
    Reply reply;
    while (reader.Read(&reply))
      addOk(reply.number);
    reader.Finish();
  }
  void finishBad(const std::unique_ptr<grpc::ClientReader<Reply>> &reader) {
    grpc::internal::MutexLock lock(&mu_);
    reader->Finish();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}network{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
    sum_ = 0;
  }
  void writeBad(grpc::internal::WriterInterface<Reply> *writer) {
    grpc::internal::MutexLock lock(&mu_);
    writer->Write(Reply{sum_});
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}network{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }
  void nextBad(grpc::CompletionQueue &queue) {
    void *tag;
    bool ok;
    grpc::internal::MutexLock lock(&mu_);
    if (queue.Next(&tag, &ok))
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}network{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
      ++sum_;
  }
  void connectBad(grpc::ChannelInterface &channel) {
    grpc::internal::MutexLock lock(&mu_);
    if (channel.WaitForConnected(1000))
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}network{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
      sum_ = 0;
  }

private:
  grpc::internal::Mutex mu_;
  grpc::internal::CondVar filled_;
  int sum_ = 0;
};

// A stream is written by one thread at a time; a lock for just it is right.
class Sender {
public:
  explicit Sender(grpc::ServerWriter<Reply> &writer) : writer_(writer) {}
  bool sendOk(const Reply &reply) {
    std::lock_guard<std::mutex> lock(mu_);
    return writer_.Write(reply);
  }

private:
  std::mutex mu_;
  grpc::ServerWriter<Reply> &writer_;
};

// The C library below it.
struct Pollset {
  gpr_mu mu;
  gpr_mu list_mu;
  gpr_cv cv;
  int kicks;
  int workers;
};

void initOk(Pollset *p) {
  gpr_mu_init(&p->mu);
  p->kicks = 0;
}

void kickOk(Pollset *p) {
  gpr_mu_lock(&p->mu);
  ++p->kicks;
  gpr_cv_signal(&p->cv);
  gpr_mu_unlock(&p->mu);
}

void workOk(Pollset *p, gpr_timespec deadline) {
  gpr_mu_lock(&p->mu);
  while (p->kicks == 0)
    gpr_cv_wait(&p->cv, &p->mu, deadline);
  --p->kicks;
  gpr_mu_unlock(&p->mu);
}

void tryOk(Pollset *p) {
  if (!gpr_mu_trylock(&p->mu))
    return;
  p->kicks = 0;
  gpr_mu_unlock(&p->mu);
}

void clearBad(Pollset *p) {
  p->kicks = 0;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'kicks'{{.*}}'mu'{{.*}}[concurrency-unprotected-shared-state]
}

void sleepBad(Pollset *p, gpr_timespec until) {
  gpr_mu_lock(&p->mu);
  gpr_sleep_until(until);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}sleep{{.*}}'mu'{{.*}}[concurrency-io-under-lock]
  ++p->kicks;
  gpr_mu_unlock(&p->mu);
}

void joinBad(Pollset *p) {
  gpr_mu_lock(&p->mu);
  gpr_mu_lock(&p->list_mu);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}list_mu'{{.*}}mu'{{.*}}[concurrency-lock-order-inversion]
  ++p->workers;
  gpr_mu_unlock(&p->list_mu);
  gpr_mu_unlock(&p->mu);
}

void leaveBad(Pollset *p) {
  gpr_mu_lock(&p->list_mu);
  gpr_mu_lock(&p->mu);
  --p->workers;
  gpr_mu_unlock(&p->mu);
  gpr_mu_unlock(&p->list_mu);
}
