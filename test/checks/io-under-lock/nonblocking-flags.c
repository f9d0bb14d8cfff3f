// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c11 -D_GNU_SOURCE 2>&1 | %filecheck
// Where descriptors are made non-blocking, flags are collected in variables first,
// and taken away as well.

#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static int count;
static char text[16];

void collectedOk(int fd) {
  int flags = fcntl(fd, F_GETFL, 0);
  flags |= O_NONBLOCK;
  fcntl(fd, F_SETFL, flags);
  pthread_mutex_lock(&mu);
  count += read(fd, text, sizeof text);
  pthread_mutex_unlock(&mu);
}

void assignedOk(const char *name) {
  int flags;
  flags = O_RDONLY | O_CLOEXEC;
  flags = flags | O_NONBLOCK;
  int fd = open(name, flags);
  pthread_mutex_lock(&mu);
  count += read(fd, text, sizeof text);
  pthread_mutex_unlock(&mu);
}

void otherFlagBad(const char *name) {
  int flags = O_RDONLY;
  flags |= O_CLOEXEC;
  int fd = open(name, flags);
  pthread_mutex_lock(&mu);
  count += read(fd, text, sizeof text);
  // CHECK: :[[@LINE-1]]:12: warning: 'read' (file) is called while 'mu' is held
  pthread_mutex_unlock(&mu);
}

void takenAwayBad(int fd) {
  int flags = fcntl(fd, F_GETFL, 0);
  fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
  pthread_mutex_lock(&mu);
  count += read(fd, text, sizeof text);
  // CHECK: :[[@LINE-1]]:12: warning: 'read' (file) is called while 'mu' is held
  pthread_mutex_unlock(&mu);
}

// By a helper, or in one.
static int dont_wait(int fd) {
  int flags = fcntl(fd, F_GETFL);
  if (flags < 0)
    return -1;
  return fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

void helperOk(int fd) {
  if (dont_wait(fd))
    return;
  pthread_mutex_lock(&mu);
  count += read(fd, text, sizeof text);
  pthread_mutex_unlock(&mu);
}

static int make(void) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  return fd;
}

void madeOk(void) {
  int fd = make();
  pthread_mutex_lock(&mu);
  count += read(fd, text, sizeof text);
  pthread_mutex_unlock(&mu);
}

void otherDescriptorBad(int fd, int other) {
  dont_wait(other);
  pthread_mutex_lock(&mu);
  count += read(fd, text, sizeof text);
  // CHECK: :[[@LINE-1]]:12: warning: 'read' (file) is called while 'mu' is held
  pthread_mutex_unlock(&mu);
}

// Both ends.
void pipeOk(void) {
  int ends[2];
  if (pipe2(ends, O_NONBLOCK))
    return;
  pthread_mutex_lock(&mu);
  count += read(ends[0], text, sizeof text) + write(ends[1], text, sizeof text);
  pthread_mutex_unlock(&mu);
}

void pipeBad(void) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC))
    return;
  pthread_mutex_lock(&mu);
  count += read(ends[0], text, sizeof text);
  // CHECK: :[[@LINE-1]]:12: warning: 'read' (file) is called while 'mu' is held
  pthread_mutex_unlock(&mu);
}

// What comes first, still waits.
void laterBad(int fd, const struct sockaddr *to) {
  pthread_mutex_lock(&mu);
  connect(fd, to, sizeof *to);
  // CHECK: :[[@LINE-1]]:3: warning: 'connect' (network) is called while 'mu' is held
  dont_wait(fd);
  pthread_mutex_unlock(&mu);
}

// One more flag than one thinks.
void manyOk(const char *name) {
  int fd = open(name, O_NONBLOCK | O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC |
                          O_NOCTTY | O_APPEND | O_DSYNC | O_NOFOLLOW, 0600);
  pthread_mutex_lock(&mu);
  count += read(fd, text, sizeof text);
  pthread_mutex_unlock(&mu);
}
