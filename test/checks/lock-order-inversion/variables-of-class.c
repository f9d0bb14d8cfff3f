// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// Variables of one class have a lock each; which is taken first matters as it does for any other locks.

#include <pthread.h>

struct queue {
  pthread_mutex_t lock;
  int length;
};
static struct queue input = {PTHREAD_MUTEX_INITIALIZER, 0};
static struct queue output = {PTHREAD_MUTEX_INITIALIZER, 0};
static struct queue queues[2] = {{PTHREAD_MUTEX_INITIALIZER, 0}, {PTHREAD_MUTEX_INITIALIZER, 0}};

static void push(struct queue *q) {
  pthread_mutex_lock(&q->lock);
  q->length++;
  pthread_mutex_unlock(&q->lock);
}

void *forwardBad(void *arg) {
  pthread_mutex_lock(&input.lock);
  input.length--;
  push(&output);
  // CHECK: :[[@LINE-1]]:3: warning: 'output.lock' is acquired while 'input.lock' is held, but the other order is taken elsewhere
  pthread_mutex_unlock(&input.lock);
  return arg;
}
void *returnedBad(void *arg) {
  pthread_mutex_lock(&output.lock);
  output.length--;
  push(&input);
  pthread_mutex_unlock(&output.lock);
  return arg;
}

// One order only.
void *onwards(void *arg) {
  pthread_mutex_lock(&queues[0].lock);
  pthread_mutex_lock(&queues[1].lock);
  queues[1].length += queues[0].length;
  pthread_mutex_unlock(&queues[1].lock);
  pthread_mutex_unlock(&queues[0].lock);
  return arg;
}

// Both orders, under a lock that both take first.
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static struct queue left = {PTHREAD_MUTEX_INITIALIZER, 0};
static struct queue right = {PTHREAD_MUTEX_INITIALIZER, 0};
void *toRight(void *arg) {
  pthread_mutex_lock(&gate);
  pthread_mutex_lock(&left.lock);
  push(&right);
  pthread_mutex_unlock(&left.lock);
  pthread_mutex_unlock(&gate);
  return arg;
}
void *toLeft(void *arg) {
  pthread_mutex_lock(&gate);
  pthread_mutex_lock(&right.lock);
  push(&left);
  pthread_mutex_unlock(&right.lock);
  pthread_mutex_unlock(&gate);
  return arg;
}

// A lock that is a member keeps others away as well as a variable.
struct board { pthread_mutex_t gate; int moves; };
static struct queue up = {PTHREAD_MUTEX_INITIALIZER, 0};
static struct queue down = {PTHREAD_MUTEX_INITIALIZER, 0};
void raise_one(struct board *b) {
  pthread_mutex_lock(&b->gate);
  pthread_mutex_lock(&down.lock);
  push(&up);
  pthread_mutex_unlock(&down.lock);
  pthread_mutex_unlock(&b->gate);
}
void lower_one(struct board *b) {
  pthread_mutex_lock(&b->gate);
  pthread_mutex_lock(&up.lock);
  push(&down);
  pthread_mutex_unlock(&up.lock);
  pthread_mutex_unlock(&b->gate);
}

// Two parts of one variable.
static struct { struct queue in, out; } port = {{PTHREAD_MUTEX_INITIALIZER, 0}, {PTHREAD_MUTEX_INITIALIZER, 0}};
void port_echo_bad(void) {
  pthread_mutex_lock(&port.in.lock);
  push(&port.out);
  // CHECK: :[[@LINE-1]]:3: warning: 'port.out.lock' is acquired while 'port.in.lock' is held
  pthread_mutex_unlock(&port.in.lock);
}
void port_back_bad(void) {
  pthread_mutex_lock(&port.out.lock);
  push(&port.in);
  pthread_mutex_unlock(&port.out.lock);
}

// What is taken under the lock of the one, and what is held for that of the other,
// make no circle.
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
static struct queue first = {PTHREAD_MUTEX_INITIALIZER, 0};
static struct queue second = {PTHREAD_MUTEX_INITIALIZER, 0};
void *logs(void *arg) {
  pthread_mutex_lock(&first.lock);
  pthread_mutex_lock(&log_lock);
  pthread_mutex_unlock(&log_lock);
  pthread_mutex_unlock(&first.lock);
  return arg;
}
void *isLogged(void *arg) {
  pthread_mutex_lock(&log_lock);
  push(&second);
  pthread_mutex_unlock(&log_lock);
  return arg;
}
// CHECK-NOT: warning:

int main(void) {
  pthread_t thread;
  void *(*both[][2])(void *) = {{forwardBad, returnedBad}, {onwards, onwards}, {toRight, toLeft}, {logs, isLogged}};
  for (int i = 0; i < 4; i++) {
    pthread_create(&thread, 0, both[i][0], 0);
    pthread_join(thread, 0);
    pthread_create(&thread, 0, both[i][1], 0);
    pthread_join(thread, 0);
  }
}
