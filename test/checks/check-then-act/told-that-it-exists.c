// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=gnu11 2>&1 | %filecheck
// Who asks whether somebody else was faster has thought of it; who takes that for a failure has not.

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

int makeOk(const char *path) {
  if (access(path, F_OK) != 0) {
    if (mkdir(path, 0755) != 0 && errno != EEXIST)
      return -1;
  }
  return 0;
}

int makeBad(const char *path) {
  if (access(path, F_OK) != 0) {
    if (mkdir(path, 0755) != 0)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'path' may have changed since it was tested
      return -1;
  }
  return 0;
}

int makeOtherBad(const char *path) {
  if (access(path, F_OK) != 0) {
    if (mkdir(path, 0755) != 0 && errno != EACCES)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'path' may have changed since it was tested
      return -1;
  }
  return 0;
}

int takeOverBad(const char *path) {
  struct stat st;
  if (link("/tmp/x", path) == 0 || errno != EEXIST)
    return 0;
  if (stat(path, &st) == 0 && st.st_size == 0) {
    if (unlink(path) != 0)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'path' may have changed since it was tested
      return -1;
  }
  return 1;
}
