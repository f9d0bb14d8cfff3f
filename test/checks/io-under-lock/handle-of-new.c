// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- 2>&1 | %filecheck
// A lock that is there for a file, which is opened when the object is made.

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct audit {
  pthread_mutex_t mu;
  FILE *file;
  unsigned long lines;
};

struct audit *audit_open(const char *path) {
  struct audit *a = calloc(1, sizeof *a);
  a->file = fopen(path, "a");
  if (!a->file) {
    free(a);
    return NULL;
  }
  pthread_mutex_init(&a->mu, NULL);
  return a;
}

void audit_line(struct audit *a, const char *who) {
  pthread_mutex_lock(&a->mu);
  fprintf(a->file, "%s\n", who);
  a->lines++;
  pthread_mutex_unlock(&a->mu);
}

// The lock of a list is not there for the files of its members.
struct member {
  struct member *next;
  FILE *file;
};
struct room {
  pthread_mutex_t mu;
  struct member *members;
};

int room_join(struct room *r, const char *path) {
  struct member *m = calloc(1, sizeof *m);
  m->file = fopen(path, "a");
  if (!m->file) {
    free(m);
    return -1;
  }
  pthread_mutex_lock(&r->mu);
  m->next = r->members;
  r->members = m;
  pthread_mutex_unlock(&r->mu);
  return 0;
}

void room_say(struct room *r, const char *what) {
  pthread_mutex_lock(&r->mu);
  for (struct member *m = r->members; m; m = m->next)
    fprintf(m->file, "%s\n", what);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'fprintf' (file) is called while 'mu' is held
  pthread_mutex_unlock(&r->mu);
}
