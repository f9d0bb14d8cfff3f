// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=gnu11 2>&1 | %filecheck
// What was found at a path decides what is done there; a descriptor cannot be exchanged.

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int remove_bad(const char *path) {
  struct stat st;
  if (lstat(path, &st) != 0)
    return -1;
  if (!S_ISREG(st.st_mode))
    return -1;
  return unlink(path);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'path' may have changed since it was tested
}

int open_own_bad(const char *path) {
  struct stat st;
  if (lstat(path, &st) != 0)
    return -1;
  if (st.st_uid != getuid())
    return -1;
  int fd = open(path, O_RDONLY);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'path' may have changed since it was tested
  if (fd < 0)
    return -1;
  return fd;
}

int open_own_ok(const char *path) {
  struct stat st;
  int fd = open(path, O_RDONLY | O_NOFOLLOW);
  if (fd < 0)
    return -1;
  if (fstat(fd, &st) != 0 || st.st_uid != getuid()) {
    close(fd);
    return -1;
  }
  return fd;
}

int open_small_ok(const char *path) {
  struct stat st;
  if (stat(path, &st) != 0 || st.st_size > 1000)
    return -1;
  int fd = open(path, O_RDONLY); // only to say so early
  if (fd < 0)
    return -1;
  return fd;
}

int other_ok(const char *path, const char *other) {
  struct stat st;
  if (lstat(path, &st) != 0)
    return -1;
  if (!S_ISREG(st.st_mode))
    return -1;
  return unlink(other);
}

int open_inside_ok(const char *folder) {
  struct stat st;
  char path[100];
  snprintf(path, sizeof path, "%s/all", folder);
  if (lstat(path, &st) != 0)
    return -1;
  if (!S_ISDIR(st.st_mode))
    return -1;
  snprintf(path, sizeof path, "%s/all/first", folder);
  return open(path, O_RDONLY);
}

int next_free_bad(const char *folder) {
  char path[100];
  int number = 0;
  snprintf(path, sizeof path, "%s/log", folder);
  while (access(path, F_OK) == 0)
    snprintf(path, sizeof path, "%s/log.%d", folder, ++number);
  return open(path, O_CREAT | O_WRONLY, 0600);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'path' may have changed since it was tested
}
