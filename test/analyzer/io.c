// RUN: %analyze %s 2>&1 | %filecheck
// Descriptors that do not block, and errors on the way.

#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

struct port {
  pthread_mutex_t mu;
  int total;
};

long receiveBad(struct port *p, const char *name, char *buffer) {
  int fd = open(name, O_RDONLY);
  if (fd < 0)
    return -1;
  pthread_mutex_lock(&p->mu);
  long n = read(fd, buffer, 16);
  // CHECK: :[[@LINE-1]]:12: warning: 'read' (file) is called while 'mu' is held; move it out of the critical section [concurrency.IoUnderLock]
  // CHECK: :[[@LINE-3]]:3: note: 'mu' is acquired here
  // CHECK: note: 'read' (file)
  p->total += n;
  pthread_mutex_unlock(&p->mu);
  return n;
}

long receiveOk(struct port *p, const char *name, char *buffer) {
  int fd = open(name, O_RDONLY | O_NONBLOCK);
  if (fd < 0)
    return -1;
  pthread_mutex_lock(&p->mu);
  long n = read(fd, buffer, 16);
  p->total += n;
  pthread_mutex_unlock(&p->mu);
  return n;
}

long setLaterOk(struct port *p, int fd, char *buffer) {
  int flags = fcntl(fd, F_GETFL);
  fcntl(fd, F_SETFL, flags | O_NONBLOCK);
  pthread_mutex_lock(&p->mu);
  long n = read(fd, buffer, 16);
  p->total += n;
  pthread_mutex_unlock(&p->mu);
  return n;
}

void notifyOk(struct port *p) {
  int fd = eventfd(0, EFD_NONBLOCK);
  unsigned long one = 1;
  pthread_mutex_lock(&p->mu);
  p->total += write(fd, &one, sizeof one);
  pthread_mutex_unlock(&p->mu);
}

long socketOk(struct port *p, char *buffer) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  pthread_mutex_lock(&p->mu);
  long n = recv(fd, buffer, 16, 0);
  p->total += n;
  pthread_mutex_unlock(&p->mu);
  return n;
}

long noneOk(struct port *p, char *buffer) {
  int fd = -1;
  pthread_mutex_lock(&p->mu);
  long n = read(fd, buffer, 16); /* fails at once */
  pthread_mutex_unlock(&p->mu);
  return n;
}

/* The lock is left on the error path before the descriptor is closed. */
int storeOk(struct port *p, int fd) {
  pthread_mutex_lock(&p->mu);
  p->total++;
  if (p->total < 0) {
    pthread_mutex_unlock(&p->mu);
    fsync(fd);
    return -1;
  }
  pthread_mutex_unlock(&p->mu);
  return fsync(fd);
}

int storeBad(struct port *p, int fd) {
  int result = 0;
  pthread_mutex_lock(&p->mu);
  p->total++;
  if (p->total < 0)
    goto failed;
  pthread_mutex_unlock(&p->mu);
  return 0;
failed:
  result = fsync(fd);
  // CHECK: :[[@LINE-1]]:12: warning: 'fsync' (file) is called while 'mu' is held
  // CHECK: note: 'mu' is acquired here
  // CHECK: note: 'fsync' (file)
  pthread_mutex_unlock(&p->mu);
  return result;
}

/* A lock that a thread holds for as long as it runs, and that nobody takes but
   who stops it. */
static pthread_mutex_t own = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t ofMany = PTHREAD_MUTEX_INITIALIZER;
static pthread_t timer;
static int ticking = 1;

static void *tickOk(void *fd) {
  pthread_mutex_lock(&own);
  while (ticking) {
    if (fd)
      fsync(*(int *)fd);
    usleep(100);
  }
  pthread_mutex_unlock(&own);
  return 0;
}

static void *tickBad(void *fd) {
  pthread_mutex_lock(&ofMany);
  while (ticking) {
    usleep(100);
    // CHECK: :[[@LINE-1]]:5: warning: 'usleep' (sleep) is called while 'ofMany' is held
    // CHECK: note: 'ofMany' is acquired here
    // CHECK: note: 'usleep' (sleep)
  }
  pthread_mutex_unlock(&ofMany);
  return 0;
}

void startTicking(int *fd) {
  pthread_create(&timer, 0, tickOk, fd);
  pthread_create(&timer, 0, tickBad, fd);
}

void stopTicking(void) {
  pthread_mutex_lock(&own);
  ticking = 0;
  pthread_mutex_unlock(&own);
  pthread_join(timer, 0);
}

int isTicking(void) {
  pthread_mutex_lock(&ofMany);
  int is = ticking;
  pthread_mutex_unlock(&ofMany);
  return is;
}

/* One report for a critical section and kind of blocking. */
static void save(int fd) {
  fsync(fd);
  fdatasync(fd);
}
void saveBad(struct port *p, int fd) {
  pthread_mutex_lock(&p->mu);
  save(fd);
  // CHECK: :[[@LINE-1]]:3: warning: 'save' leads to file I/O (file, 'fsync') while 'mu' is held
  // CHECK: note: 'mu' is acquired here
  // CHECK: note: Calling 'save'
  // CHECK: note: 'save' leads to
  pthread_mutex_unlock(&p->mu);
}

/* The lock that others know; nobody waits for the one in the variable. */
void bothBad(struct port *p, int fd) {
  pthread_mutex_t own;
  pthread_mutex_init(&own, 0);
  pthread_mutex_lock(&p->mu);
  pthread_mutex_lock(&own);
  fsync(fd);
  // CHECK: :[[@LINE-1]]:3: warning: 'fsync' (file) is called while 'mu' is held
  // CHECK: :[[@LINE-4]]:3: note: 'mu' is acquired here
  // CHECK: note: 'fsync' (file)
  pthread_mutex_unlock(&own);
  pthread_mutex_unlock(&p->mu);
}

/* Functions with `...` are not entered; the core has read them. */
static void finish(struct port *p, const char *format, ...) {
  p->total = format != 0;
  pthread_mutex_unlock(&p->mu);
}
void finishOk(struct port *p, int fd) {
  pthread_mutex_lock(&p->mu);
  finish(p, "done %d", fd);
  fsync(fd);
}
static void note(struct port *p, const char *format, ...) {
  p->total = format != 0;
}
void noteBad(struct port *p, int fd) {
  pthread_mutex_lock(&p->mu);
  note(p, "done %d", fd);
  fsync(fd);
  // CHECK: :[[@LINE-1]]:3: warning: 'fsync' (file) is called while 'mu' is held
  // CHECK: note: 'mu' is acquired here
  // CHECK: note: 'fsync' (file)
  pthread_mutex_unlock(&p->mu);
}

/* A function in which a loop once did not end is entered no more. What the
   paths into it showed, it does afterwards as well. */
int more(struct port *p);
static void drain(struct port *p, int fd, int durably) {
  while (more(p))
    if (durably)
      fsync(fd);
}
void drainTwiceBad(struct port *p, int fd) {
  pthread_mutex_lock(&p->mu);
  drain(p, fd, 1);
  // CHECK: :[[@LINE-1]]:3: warning: 'drain' leads to file I/O (file, 'fsync') while 'mu' is held
  // CHECK: note: 'drain' leads to
  pthread_mutex_unlock(&p->mu);
  while (more(p)) {
    pthread_mutex_lock(&p->mu);
    drain(p, fd, 1);
    // CHECK: :[[@LINE-1]]:5: warning: 'drain' leads to file I/O (file, 'fsync') while 'mu' is held
    // CHECK: note: 'fsync' is called here
    // CHECK: :[[@LINE-4]]:5: note: 'mu' is acquired here
    // CHECK: note: 'drain' leads to
    pthread_mutex_unlock(&p->mu);
  }
}
void drainTwiceOk(struct port *p, int fd) {
  pthread_mutex_lock(&p->mu);
  drain(p, fd, 0);
  pthread_mutex_unlock(&p->mu);
  drain(p, fd, 1);
}

/* Making and signalling locks and conditions leaves the rest of the object as it
   is. */
struct mailbox {
  pthread_mutex_t mu;
  pthread_cond_t some;
  int *watched;
};
static void mailbox_init(struct mailbox *m) {
  m->watched = 0;
  pthread_mutex_init(&m->mu, 0);
  pthread_cond_init(&m->some, 0);
}
static void mailbox_wake(struct mailbox *m, int fd) {
  pthread_cond_signal(&m->some);
  if (m->watched)
    fsync(fd);
}
void mailbox_drainOk(struct mailbox *from, int fd) {
  struct mailbox own;
  pthread_mutex_lock(&from->mu);
  mailbox_init(&own);
  mailbox_wake(&own, fd);
  pthread_mutex_unlock(&from->mu);
}
void mailbox_moveBad(struct mailbox *from, struct mailbox *to, int fd) {
  pthread_mutex_lock(&from->mu);
  mailbox_wake(to, fd);
  // CHECK: :[[@LINE-1]]:3: warning: 'mailbox_wake' leads to file I/O (file, 'fsync') while 'mu' is held
  // CHECK: note: 'mu' is acquired here
  // CHECK: note: 'mailbox_wake' leads to
  pthread_mutex_unlock(&from->mu);
}

/* What is only too deep in calls to be entered, paths cannot tell. */
static void wake5(struct mailbox *m, int fd) { mailbox_wake(m, fd); }
static void wake4(struct mailbox *m, int fd) { wake5(m, fd); }
static void wake3(struct mailbox *m, int fd) { wake4(m, fd); }
static void wake2(struct mailbox *m, int fd) { wake3(m, fd); }
static void wake1(struct mailbox *m, int fd) { wake2(m, fd); }
void mailbox_deepOk(struct mailbox *from, int fd) {
  struct mailbox own;
  pthread_mutex_lock(&from->mu);
  mailbox_init(&own);
  wake1(&own, fd);
  pthread_mutex_unlock(&from->mu);
}

// Flags that are collected, on the paths that they are set on.
long collectedOk(struct port *p, int fd, char *buffer) {
  int flags = fcntl(fd, F_GETFL);
  flags |= O_NONBLOCK;
  fcntl(fd, F_SETFL, flags);
  pthread_mutex_lock(&p->mu);
  long n = read(fd, buffer, 16);
  p->total += n;
  pthread_mutex_unlock(&p->mu);
  return n;
}

long sometimesBad(struct port *p, const char *name, char *buffer, int wait) {
  int flags = O_RDONLY;
  if (!wait)
    flags |= O_NONBLOCK;
  int fd = open(name, flags);
  if (fd < 0)
    return -1;
  pthread_mutex_lock(&p->mu);
  long n = read(fd, buffer, 16);
  // CHECK: :[[@LINE-1]]:12: warning: 'read' (file) is called while 'mu' is held
  // CHECK: note: Assuming 'wait' is not equal to 0
  // CHECK: note: 'read' (file)
  p->total += n;
  pthread_mutex_unlock(&p->mu);
  return n;
}

long takenAwayBad(struct port *p, int fd, char *buffer) {
  int flags = fcntl(fd, F_GETFL);
  fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
  pthread_mutex_lock(&p->mu);
  long n = read(fd, buffer, 16);
  // CHECK: :[[@LINE-1]]:12: warning: 'read' (file) is called while 'mu' is held
  // CHECK: note: 'read' (file)
  p->total += n;
  pthread_mutex_unlock(&p->mu);
  return n;
}

long bothEndsOk(struct port *p, char *buffer) {
  int ends[2];
  if (pipe2(ends, O_NONBLOCK))
    return -1;
  pthread_mutex_lock(&p->mu);
  long n = read(ends[0], buffer, 16);
  p->total += n;
  pthread_mutex_unlock(&p->mu);
  return n;
}

// A lock is not there to wait for the very thread.
struct job {
  pthread_mutex_t mu;
  pthread_t thread;
  int done;
};

static void *job_run(void *arg) {
  struct job *j = arg;
  pthread_mutex_lock(&j->mu);
  j->done = 1;
  pthread_mutex_unlock(&j->mu);
  return 0;
}

int job_start(struct job *j) {
  return pthread_create(&j->thread, 0, job_run, j);
}

void job_endBad(struct job *j) {
  pthread_mutex_lock(&j->mu);
  pthread_join(j->thread, 0);
  // CHECK: :[[@LINE-1]]:3: warning: 'pthread_join' (thread-wait) is called while 'mu' is held
  // CHECK: note: 'pthread_join' (thread-wait)
  pthread_mutex_unlock(&j->mu);
}
