// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c11 2>&1 | %filecheck
// A lock that is there for a file may be held while that is written; another one that
// is held as well may not.

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

struct journal {
  pthread_mutex_t lock;
  int fd;
  long written;
};

struct book {
  pthread_mutex_t lock;
  struct journal *journal;
  long open, next;
};

void openJournal(struct journal *j, int fd) {
  pthread_mutex_init(&j->lock, NULL);
  j->fd = fd;
  j->written = 0;
}

static int append(struct journal *j, const void *record, size_t size) {
  pthread_mutex_lock(&j->lock);
  ssize_t n = write(j->fd, record, size);
  if (n > 0)
    j->written += n;
  pthread_mutex_unlock(&j->lock);
  return n < 0 ? -1 : 0;
}

int addBad(struct book *b, long amount) {
  pthread_mutex_lock(&b->lock);
  b->open += amount;
  long id = ++b->next;
  int rc = append(b->journal, &id, sizeof id);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'append' leads to file I/O (file, 'write') while 'lock' is held{{.*}}[concurrency-io-under-lock]
  pthread_mutex_unlock(&b->lock);
  return rc;
}

int addGood(struct book *b, long amount) {
  pthread_mutex_lock(&b->lock);
  b->open += amount;
  long id = ++b->next;
  pthread_mutex_unlock(&b->lock);
  return append(b->journal, &id, sizeof id);
}
