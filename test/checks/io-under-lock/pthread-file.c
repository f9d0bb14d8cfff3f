// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c11 2>&1 | %filecheck
// C: blocking calls between pthread_mutex_lock and pthread_mutex_unlock, directly and through helpers.

#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <sys/types.h>
#include <unistd.h>

static pthread_mutex_t conf_mu = PTHREAD_MUTEX_INITIALIZER;
static int generation;

static ssize_t conf_read(const char *path, char *buffer, size_t size) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return -1;
  ssize_t got = read(fd, buffer, size);
  close(fd);
  return got;
}

void conf_reloadBad(const char *path) {
  char buffer[256];
  pthread_mutex_lock(&conf_mu);
  if (conf_read(path, buffer, sizeof buffer) > 0)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'conf_read'{{.*}}file{{.*}}'conf_mu'{{.*}}[concurrency-io-under-lock]
    ++generation;
  pthread_mutex_unlock(&conf_mu);
}

void conf_reloadOk(const char *path) {
  char buffer[256];
  ssize_t got = conf_read(path, buffer, sizeof buffer);
  pthread_mutex_lock(&conf_mu);
  if (got > 0)
    ++generation;
  pthread_mutex_unlock(&conf_mu);
}

int conf_changedOk(const char *path) {
  char buffer[256];
  pthread_mutex_lock(&conf_mu);
  int before = generation;
  pthread_mutex_unlock(&conf_mu);
  ssize_t got = conf_read(path, buffer, sizeof buffer); /* between two critical sections */
  pthread_mutex_lock(&conf_mu);
  int changed = got > 0 && before != generation;
  pthread_mutex_unlock(&conf_mu);
  return changed;
}
