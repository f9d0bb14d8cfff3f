// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state,concurrency-non-reentrant-relock' %s -- -std=c11 2>&1 | %filecheck
// In C, a lock of one's own is a type with functions for methods, which are elsewhere.

typedef struct own_mutex own_mutex;
void own_mutex_lock(own_mutex *m);
int own_mutex_try_lock(own_mutex *m);
void own_mutex_unlock(own_mutex *m);

typedef struct {
  void *handle;
} EmuMutex;
void emu_mutex_lock(EmuMutex *m);
void emu_mutex_unlock(EmuMutex *m);

// A record of who has locked what is none, whatever its name: no such functions.
typedef struct {
  int owner, count;
} file_lock;
int file_lock_find(file_lock *of, int owner);

static own_mutex *mu;
static EmuMutex state_mu;
static int total, state;

void addOk(int n) {
  own_mutex_lock(mu);
  total += n;
  own_mutex_unlock(mu);
}
int takeOk(void) {
  own_mutex_lock(mu);
  int n = total;
  total = 0;
  own_mutex_unlock(mu);
  return n;
}
int perhapsOk(void) {
  if (!own_mutex_try_lock(mu))
    return 0;
  int n = total;
  own_mutex_unlock(mu);
  return n;
}
void resetBad(void) {
  total = 0;
  // CHECK-DAG: :[[@LINE-1]]:{{[0-9]+}}: warning: 'total' is written without 'mu'{{.*}}[concurrency-unprotected-shared-state]
}
void twiceOk(int n) { // own_mutex_new() may have made it a recursive one
  own_mutex_lock(mu);
  addOk(n);
  own_mutex_unlock(mu);
}

void enterOk(int to) {
  emu_mutex_lock(&state_mu);
  state = to;
  emu_mutex_unlock(&state_mu);
}
void turnOk(void) {
  emu_mutex_lock(&state_mu);
  state = -state;
  emu_mutex_unlock(&state_mu);
}
int nextOk(void) {
  emu_mutex_lock(&state_mu);
  int now = ++state;
  emu_mutex_unlock(&state_mu);
  return now;
}
void enterTwiceBad(void) {
  emu_mutex_lock(&state_mu);
  enterOk(1);
  // CHECK-DAG: :[[@LINE-1]]:{{[0-9]+}}: warning: 'enterOk' acquires 'state_mu', which is already held by this thread [concurrency-non-reentrant-relock]
  emu_mutex_unlock(&state_mu);
}
void leaveBad(void) {
  state = 0;
  // CHECK-DAG: :[[@LINE-1]]:{{[0-9]+}}: warning: 'state' is written without 'state_mu'{{.*}}[concurrency-unprotected-shared-state]
}

void countOk(file_lock *lock) {
  if (file_lock_find(lock, 1))
    lock->count++;
}
