// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c11 -D_GNU_SOURCE 2>&1 | %filecheck
// RUN: %analyze -D_GNU_SOURCE %s 2>&1 | %filecheck
// Functions of other files whose names say that they make a descriptor non-blocking.

#include <pthread.h>
#include <sys/socket.h>

int socket_set_nonblock(int fd, int on);
void makeNonBlocking(int fd);
int is_nonblocking(int fd);

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

int first_ok(const struct sockaddr *to, socklen_t size) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  socket_set_nonblock(fd, 1);
  pthread_mutex_lock(&mutex);
  int done = connect(fd, to, size);
  pthread_mutex_unlock(&mutex);
  return done;
}
int second_ok(int fd, const struct sockaddr *to, socklen_t size) {
  makeNonBlocking(fd);
  pthread_mutex_lock(&mutex);
  int done = connect(fd, to, size);
  pthread_mutex_unlock(&mutex);
  return done;
}
int first_bad(const struct sockaddr *to, socklen_t size) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  socket_set_nonblock(fd, 0);
  pthread_mutex_lock(&mutex);
  int done = connect(fd, to, size);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'connect' (network) is called while 'mutex' is held
  pthread_mutex_unlock(&mutex);
  return done;
}
int second_bad(int fd, const struct sockaddr *to, socklen_t size) {
  int quick = is_nonblocking(fd);
  pthread_mutex_lock(&mutex);
  int done = connect(fd, to, size);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'connect' (network) is called while 'mutex' is held
  pthread_mutex_unlock(&mutex);
  return done + quick;
}
