// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c11 2>&1 | %filecheck
// C11: mtx_plain and mtx_timed are not recursive, mtx_recursive is.

#include <threads.h>

struct log {
  mtx_t log_mu;
  int lines;
};

int log_initOk(struct log *l) {
  l->lines = 0;
  return mtx_init(&l->log_mu, mtx_plain);
}

void log_rotateOk(struct log *l) {
  mtx_lock(&l->log_mu);
  l->lines = 0;
  mtx_unlock(&l->log_mu);
}

void log_writeBad(struct log *l) {
  mtx_lock(&l->log_mu);
  if (++l->lines > 1000)
    log_rotateOk(l); /* the same l */
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'log_mu'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  mtx_unlock(&l->log_mu);
}

void log_copyOk(struct log *from, struct log *to) {
  mtx_lock(&from->log_mu);
  int lines = from->lines;
  mtx_unlock(&from->log_mu);
  mtx_lock(&to->log_mu); /* released in between, and another one */
  to->lines += lines;
  mtx_unlock(&to->log_mu);
}

struct menu {
  mtx_t menu_mu;
  int depth;
};

int menu_initOk(struct menu *m) {
  m->depth = 0;
  return mtx_init(&m->menu_mu, mtx_plain | mtx_recursive);
}

void menu_closeOk(struct menu *m) {
  mtx_lock(&m->menu_mu);
  m->depth--;
  mtx_unlock(&m->menu_mu);
}

void menu_resetOk(struct menu *m) {
  mtx_lock(&m->menu_mu);
  while (m->depth > 0)
    menu_closeOk(m);
  mtx_unlock(&m->menu_mu);
}
