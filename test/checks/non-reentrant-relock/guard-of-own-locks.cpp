// RUN: %tidy -checks='-*,concurrency-*' %s -- -std=c++20 2>&1 | %filecheck
// Guards that manage locks which are members of theirs, and give them up.

class Mutex {
public:
  void lock();
  void unlock();
};
class BothOk {
public:
  BothOk() { resume(); }
  ~BothOk() { pause(); }
  void pause() {
    a_.unlock();
    b_.unlock();
  }
  void resume() {
    a_.lock();
    b_.lock();
  }

private:
  Mutex a_, b_;
};
void twiceOk() {
  BothOk both;
  both.pause();
  both.resume();
}

class OneMoreOk {
public:
  explicit OneMoreOk(Mutex &other) : other_(&other) { resume(); }
  ~OneMoreOk() { pause(); }
  void pause() {
    other_->unlock();
    own_.unlock();
  }
  void resume() {
    other_->lock();
    own_.lock();
  }

private:
  Mutex own_, *other_;
};
static Mutex shared;
void pausedOk() {
  OneMoreOk more(shared);
  more.pause();
  more.resume();
}
