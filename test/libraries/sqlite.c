// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe,-concurrency-thread-canceltype-asynchronous' %s -- -std=c11 2>&1 | %filecheck
// SQLite: its mutexes, and statements under a lock.

#include <pthread.h>
#include <stddef.h>

// Declarations in the shape of SQLite's.
typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;
typedef struct sqlite3_mutex sqlite3_mutex;
typedef struct sqlite3_backup sqlite3_backup;
typedef struct sqlite3_blob sqlite3_blob;
#define SQLITE_OK 0
#define SQLITE_MUTEX_FAST 0
#define SQLITE_MUTEX_RECURSIVE 1
sqlite3_mutex *sqlite3_mutex_alloc(int kind);
void sqlite3_mutex_enter(sqlite3_mutex *mutex);
int sqlite3_mutex_try(sqlite3_mutex *mutex);
void sqlite3_mutex_leave(sqlite3_mutex *mutex);
int sqlite3_exec(sqlite3 *db, const char *sql, int (*row)(void *, int, char **, char **), void *data, char **error);
int sqlite3_step(sqlite3_stmt *statement);
int sqlite3_column_int(sqlite3_stmt *statement, int column);
int sqlite3_backup_step(sqlite3_backup *backup, int pages);
int sqlite3_blob_read(sqlite3_blob *blob, void *to, int size, int at);
int sqlite3_sleep(int milliseconds);
void *sqlite3_update_hook(sqlite3 *db, void (*hook)(void *, int, char const *, char const *, long long), void *data);

/* SQLite's own mutexes. */
struct pages {
  sqlite3_mutex *mutex;
  sqlite3_mutex *again;
  int cached;
  int nested;
};

void pages_init(struct pages *p) {
  p->mutex = sqlite3_mutex_alloc(SQLITE_MUTEX_FAST);
  p->again = sqlite3_mutex_alloc(SQLITE_MUTEX_RECURSIVE);
}

void pages_cacheOk(struct pages *p) {
  sqlite3_mutex_enter(p->mutex);
  p->cached++;
  sqlite3_mutex_leave(p->mutex);
}

void pages_tryOk(struct pages *p) {
  if (sqlite3_mutex_try(p->mutex) != SQLITE_OK)
    return;
  p->cached++;
  sqlite3_mutex_leave(p->mutex);
}

int pages_countBad(struct pages *p) {
  return p->cached;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'cached'{{.*}}'mutex'{{.*}}[concurrency-unprotected-shared-state]
}

void pages_nestOk(struct pages *p) {
  sqlite3_mutex_enter(p->again);
  p->nested++;
  sqlite3_mutex_leave(p->again);
}

void pages_nestTwiceOk(struct pages *p) {
  sqlite3_mutex_enter(p->again);
  pages_nestOk(p);
  sqlite3_mutex_leave(p->again);
}

/* Two mutexes in both orders. */
void pages_moveBad(struct pages *p) {
  sqlite3_mutex_enter(p->mutex);
  sqlite3_mutex_enter(p->again);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}again'{{.*}}mutex'{{.*}}[concurrency-lock-order-inversion]
  p->nested = p->cached;
  sqlite3_mutex_leave(p->again);
  sqlite3_mutex_leave(p->mutex);
}

void pages_moveBackBad(struct pages *p) {
  sqlite3_mutex_enter(p->again);
  sqlite3_mutex_enter(p->mutex);
  p->cached = p->nested;
  sqlite3_mutex_leave(p->mutex);
  sqlite3_mutex_leave(p->again);
}

/* Statements. */
struct totals {
  pthread_mutex_t mutex;
  int sum;
  int rows;
};

void totals_init(struct totals *t) {
  pthread_mutex_init(&t->mutex, NULL);
  t->sum = t->rows = 0;
}

void totals_addOk(struct totals *t, int n) {
  pthread_mutex_lock(&t->mutex);
  t->sum += n;
  t->rows++;
  pthread_mutex_unlock(&t->mutex);
}

void totals_readBad(struct totals *t, sqlite3_stmt *statement) {
  pthread_mutex_lock(&t->mutex);
  sqlite3_step(statement);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}database{{.*}}'mutex'{{.*}}[concurrency-io-under-lock]
  t->sum = sqlite3_column_int(statement, 0);
  pthread_mutex_unlock(&t->mutex);
}

void totals_readOk(struct totals *t, sqlite3_stmt *statement) {
  sqlite3_step(statement);
  pthread_mutex_lock(&t->mutex);
  t->sum = sqlite3_column_int(statement, 0);
  pthread_mutex_unlock(&t->mutex);
}

void totals_backUpBad(struct totals *t, sqlite3_backup *backup) {
  pthread_mutex_lock(&t->mutex);
  sqlite3_backup_step(backup, t->rows);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}database{{.*}}'mutex'{{.*}}[concurrency-io-under-lock]
  sqlite3_sleep(10);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}sleep{{.*}}'mutex'{{.*}}[concurrency-io-under-lock]
  pthread_mutex_unlock(&t->mutex);
}

void totals_loadBad(struct totals *t, sqlite3_blob *blob) {
  pthread_mutex_lock(&t->mutex);
  sqlite3_blob_read(blob, &t->sum, sizeof t->sum, 0);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}database{{.*}}'mutex'{{.*}}[concurrency-io-under-lock]
  pthread_mutex_unlock(&t->mutex);
}

/* Rows are handed over before sqlite3_exec returns, changes at any time. */
static int on_row(void *data, int n, char **values, char **names) {
  totals_addOk(data, n);
  return 0;
}

void totals_sumBad(struct totals *t, sqlite3 *db) {
  pthread_mutex_lock(&t->mutex);
  sqlite3_exec(db, "SELECT n FROM sums", on_row, t, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mutex'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  // CHECK: :[[@LINE-2]]:{{[0-9]+}}: warning: {{.*}}database{{.*}}'mutex'{{.*}}[concurrency-io-under-lock]
  pthread_mutex_unlock(&t->mutex);
}

static void on_update(void *data, int what, char const *db, char const *table, long long row) {
  totals_addOk(data, 1);
}

void totals_watchOk(struct totals *t, sqlite3 *db) {
  pthread_mutex_lock(&t->mutex);
  sqlite3_update_hook(db, on_update, t);
  t->rows = 0;
  pthread_mutex_unlock(&t->mutex);
}
