// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// In a part of a program nobody shows when its functions are called. What threads only read is a setting, most likely
// made before they start; what they wait for, change, or what is set once they run, is not.

#include <pthread.h>
#include <stdlib.h>

void use(int port, const char *host);
void wait_a_while(void);

static int port;
static const char *host;
static int stopping;
static long served;
static int verbose;
static pthread_t worker;

static void *serveBad(void *unused) {
  while (!stopping) {
    use(port, host);
    served++;
    // CHECK-DAG: :[[@LINE-1]]:{{[0-9]+}}: warning: 'served' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
    if (verbose)
      wait_a_while();
  }
  return unused;
}

int plugin_portOk(int number, const char *name) {
  port = number;
  host = name;
  return 0;
}
int plugin_start(void) {
  verbose = 0;
  return pthread_create(&worker, NULL, serveBad, NULL);
}
int plugin_restartBad(int number) {
  int failed = pthread_create(&worker, NULL, serveBad, NULL);
  verbose = number;
  // CHECK-DAG: :[[@LINE-1]]:{{[0-9]+}}: warning: 'verbose' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
  return failed;
}
void plugin_stopBad(void) {
  stopping = 1;
  // CHECK-DAG: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stopping' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
}
void plugin_resetBad(void) {
  served = 0;
}
