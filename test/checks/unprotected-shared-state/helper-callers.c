// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// Helpers of one file: each way into them counts, and the odd one is reported where it starts.

#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static long total;
static long peak;

static void add__(long n) { total += n; }
static void twice__(long n) { add__(2 * n); }

void add(long n) {
  pthread_mutex_lock(&mutex);
  add__(n);
  pthread_mutex_unlock(&mutex);
}
void sub(long n) {
  pthread_mutex_lock(&mutex);
  add__(-n);
  pthread_mutex_unlock(&mutex);
}
void addTwice(long n) {
  pthread_mutex_lock(&mutex);
  twice__(n);
  pthread_mutex_unlock(&mutex);
}
void forgetBad(long n) {
  twice__(n); // two levels above the access
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'total' is written by 'twice__' without 'mutex', which is held at 3 of its 4 accesses [concurrency-unprotected-shared-state]
  // CHECK: :11:{{[0-9]+}}: note: 'total' is written here
}

// The same helper in the set-up: nobody else can be there yet.
static void peakIs__(long n) { peak = n; }

void counter_init(void) { peakIs__(0); }
void raiseOk(long n) {
  pthread_mutex_lock(&mutex);
  peakIs__(n);
  pthread_mutex_unlock(&mutex);
}
void lowerOk(long n) {
  pthread_mutex_lock(&mutex);
  peakIs__(n);
  pthread_mutex_unlock(&mutex);
}
long height(void) {
  pthread_mutex_lock(&mutex);
  long n = peak;
  pthread_mutex_unlock(&mutex);
  return n;
}

#ifdef CONFIRM
static void *run(void *unused) {
  for (int i = 0; i < 1000; ++i) {
    add(1);
    sub(1);
    addTwice(1);
    raiseOk(i);
  }
  return unused;
}
int main(void) {
  pthread_t thread;
  counter_init();
  pthread_create(&thread, NULL, run, NULL);
  for (int i = 0; i < 1000; ++i) {
    forgetBad(1);
    lowerOk(i);
  }
  pthread_join(thread, NULL);
  return height() == -1;
}
#endif
