// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// The entries of a configuration are handled where main reads it, before the threads; other callbacks come at any time.

#include <pthread.h>

int config_read(const char *file, int (*handler)(const char *, int));
void on_command(int (*handler)(const char *, int));

static int verbose, limit;

static void *serve(void *arg) {
  int done = 0;
  while (verbose + limit > done)
    ++done;
  return arg;
}

static void set_verbose_ok(int value) { verbose = value; }
static int config_entry_handler(const char *name, int value) {
  if (*name == 'v')
    set_verbose_ok(value);
  return 0;
}

static void set_limit_bad(int value) { limit = value; }
// CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'limit' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
static int command_handler(const char *name, int value) {
  if (*name == 'l')
    set_limit_bad(value);
  return 0;
}

int main(int argc, char **argv) {
  pthread_t thread;
  set_verbose_ok(argc);
  set_limit_bad(argc);
  if (argc > 1)
    config_read(argv[1], config_entry_handler);
  on_command(command_handler);
  pthread_create(&thread, NULL, serve, NULL);
  pthread_join(thread, NULL);
}
