// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c11 2>&1 | %filecheck
// access() or stat() on a path, then an operation on the same path.

#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int open_logBad(const char *path) {
  if (access(path, W_OK) != 0)
    return -1;
  return open(path, O_WRONLY | O_APPEND); /* may be another file by now */
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'path'{{.*}}changed{{.*}}[concurrency-check-then-act]
}

int drop_emptyBad(const char *path) {
  struct stat info;
  if (stat(path, &info) == 0 && info.st_size == 0)
    return unlink(path); /* may have been written to */
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'path'{{.*}}changed{{.*}}[concurrency-check-then-act]
  return -1;
}

int open_logOk(const char *path) {
  int fd = open(path, O_WRONLY | O_APPEND);
  struct stat info;
  if (fd >= 0 && fstat(fd, &info) == 0 && !S_ISREG(info.st_mode)) { /* of the open file */
    close(fd);
    return -1;
  }
  return fd;
}

int read_settingsOk(const char *path) {
  if (access(path, R_OK) != 0)
    return -1;
  int fd = open(path, O_RDONLY);
  if (fd < 0) /* all that can go wrong is looked at */
    return -2;
  close(fd);
  return 0;
}

char read_firstBad(const char *path) {
  char first = 0;
  if (access(path, R_OK) == 0) {
    FILE *file = fopen(path, "r"); /* may be gone */
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'path'{{.*}}changed{{.*}}[concurrency-check-then-act]
    first = (char)fgetc(file);
    fclose(file);
  }
  return first;
}

int write_settingsBad(const char *path) {
  if (access(path, F_OK) == 0)
    return -1;
  FILE *file = fopen(path, "w"); /* may overwrite what has come up since */
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'path'{{.*}}changed{{.*}}[concurrency-check-then-act]
  if (!file)
    return -2;
  return fclose(file);
}

int create_lockOk(const char *path) { return open(path, O_CREAT | O_EXCL | O_WRONLY, 0600); }

int make_newOk(const char *path) {
  if (access(path, F_OK) == 0) /* the better message; nothing is overwritten */
    return -1;
  return open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
}

FILE *make_new_streamOk(const char *path) {
  return access(path, F_OK) == 0 ? NULL : fopen(path, "wx");
}

int make_or_truncateBad(const char *path) {
  if (access(path, F_OK) == 0)
    return -1;
  return open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'path'{{.*}}changed{{.*}}[concurrency-check-then-act]
}

void describeOk(const char *path) {
  struct stat info;
  if (stat(path, &info) == 0) /* shown, not acted upon */
    printf("%s: %ld bytes\n", path, (long)info.st_size);
}
