// RUN: %tidy -checks='-*,concurrency-*' %s -- 2>&1 | %filecheck
// Locks of other files, of which only the functions are declared.

#include <pthread.h>

void list_lock(void);
void list_unlock(void);
static int list_length;

static void *lister(void *unused) {
  list_lock();
  ++list_length;
  list_unlock();
  return unused;
}

// One of several, by number.
void LockStatus(unsigned id);
void UnlockStatus(unsigned id);
static int status[4];

static void *counter(void *unused) {
  LockStatus(1);
  ++status[1];
  UnlockStatus(1);
  LockStatus(2);
  ++status[3];
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'status' is written here and used in another thread with no common lock
  UnlockStatus(2);
  return unused;
}

static void *other_counter(void *unused) {
  LockStatus(1);
  ++status[1];
  ++status[3];
  UnlockStatus(1);
  return unused;
}

// That of an object, to read and to write.
struct channel {
  int users, age;
};
void channel_read_lock(struct channel *c);
void channel_write_lock(struct channel *c);
void channel_unlock(struct channel *c);
static struct channel channel;

static void *user(void *arg) {
  struct channel *c = arg;
  channel_write_lock(c);
  ++c->users;
  channel_unlock(c);
  channel_read_lock(c);
  int users = c->users;
  channel_unlock(c);
  c->age = users;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'age' is written here and used in another thread with no common lock
  return arg;
}

// A handle.
typedef void *os_mutex;
void os_mutex_acquire(os_mutex m);
void os_mutex_release(os_mutex m);
struct queue {
  os_mutex mutex;
  int length;
};
static struct queue queue;

static void *taker(void *arg) {
  struct queue *q = arg;
  os_mutex_acquire(q->mutex);
  --q->length;
  os_mutex_release(q->mutex);
  return arg;
}

// These do not lock: there is no other half, or it locks something else.
void show_lock(void);
static int shown;
void screen_lock(void);
void screen_unlock(void);
static int lines;

static void *shower(void *unused) {
  show_lock();
  ++shown;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'shown' is written here and used in another thread with no common lock
  screen_lock();
  ++lines;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'lines' is written here and used in another thread with no common lock
  screen_unlock();
  return unused;
}

// Nobody knows how they are made, nor in which order they may be taken.
struct item {
  int count;
};
void item_lock(struct item *i);
void item_unlock(struct item *i);

void first(struct item *i) {
  item_lock(i);
  list_lock();
  ++i->count;
  list_unlock();
  item_unlock(i);
}

void second(struct item *i) {
  list_lock();
  list_lock();
  item_lock(i);
  ++i->count;
  item_unlock(i);
  list_unlock();
  list_unlock();
}

int main(void) {
  pthread_t threads[12];
  for (int i = 0; i < 12; i += 6) {
    pthread_create(&threads[i], 0, lister, 0);
    pthread_create(&threads[i + 1], 0, counter, 0);
    pthread_create(&threads[i + 2], 0, user, &channel);
    pthread_create(&threads[i + 3], 0, taker, &queue);
    pthread_create(&threads[i + 4], 0, shower, 0);
    pthread_create(&threads[i + 5], 0, other_counter, 0);
  }
  for (int i = 0; i < 12; i++)
    pthread_join(threads[i], 0);
  return 0;
}
