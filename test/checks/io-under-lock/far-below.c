// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c11 2>&1 | %filecheck
// One place far below, that several critical sections lead to, is one finding; and
// what is further away than anybody can tell is none.

#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int entries;

static void one(int fd) { fsync(fd); }
static void two(int fd) { one(fd); }
static void three(int fd) { two(fd); }
static void four(int fd) { three(fd); }
static void five(int fd) { four(fd); }
static void six(int fd) { five(fd); }

void add_bad(int fd) {
  pthread_mutex_lock(&mutex);
  ++entries;
  three(fd);
  pthread_mutex_unlock(&mutex);
}

void remove_bad(int fd) {
  pthread_mutex_lock(&mutex);
  --entries;
  two(fd);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'two' leads to file I/O (file, 'fsync') while 'mutex' is held
  // CHECK: :[[#@LINE-9]]:{{[0-9]+}}: note: 'three', called under 'mutex' here, leads there, too
  pthread_mutex_unlock(&mutex);
}

// (Right there, each critical section can do without it.)
void save_bad(int fd) {
  pthread_mutex_lock(&mutex);
  ++entries;
  one(fd);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'one' leads to file I/O (file, 'fsync') while 'mutex' is held
  pthread_mutex_unlock(&mutex);
}

static pthread_mutex_t other = PTHREAD_MUTEX_INITIALIZER;

void far_bad(int fd) {
  pthread_mutex_lock(&other);
  ++entries;
  five(fd);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'five' leads to file I/O (file, 'fsync') while 'other' is held
  pthread_mutex_unlock(&other);
}

static pthread_mutex_t third = PTHREAD_MUTEX_INITIALIZER;

void further_good(int fd) {
  pthread_mutex_lock(&third);
  ++entries;
  six(fd);
  pthread_mutex_unlock(&third);
}

// Locks that nobody can tell apart are not taken for one.
void red_bad(pthread_mutex_t *red, int fd) {
  pthread_mutex_lock(red);
  two(fd);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'two' leads to file I/O (file, 'fsync') while 'red' is held
  pthread_mutex_unlock(red);
}
void blue_bad(pthread_mutex_t *blue, int fd) {
  pthread_mutex_lock(blue);
  three(fd);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'three' leads to file I/O (file, 'fsync') while 'blue' is held
  pthread_mutex_unlock(blue);
}
