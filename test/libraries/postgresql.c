// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe,-concurrency-thread-canceltype-asynchronous' %s -- -std=c11 2>&1 | %filecheck
// libpq: a query waits for the server, and so do the locks held meanwhile.

#include <pthread.h>
#include <stddef.h>

// Declarations in the shape of libpq's.
typedef struct pg_conn PGconn;
typedef struct pg_result PGresult;
PGconn *PQconnectdb(const char *info);
PGresult *PQexec(PGconn *conn, const char *query);
PGresult *PQgetResult(PGconn *conn);
int PQsendQuery(PGconn *conn, const char *query);
int PQconsumeInput(PGconn *conn);
int PQgetCopyData(PGconn *conn, char **buffer, int async);
int PQntuples(const PGresult *result);
void PQclear(PGresult *result);
int lo_read(PGconn *conn, int fd, char *to, size_t size);

struct stats {
  pthread_mutex_t mutex;
  int rows;
  int asked;
};

void stats_addOk(struct stats *s) {
  pthread_mutex_lock(&s->mutex);
  s->rows++;
  s->asked++;
  pthread_mutex_unlock(&s->mutex);
}

void stats_countBad(struct stats *s, PGconn *conn) {
  pthread_mutex_lock(&s->mutex);
  PGresult *result = PQexec(conn, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}database{{.*}}'mutex'{{.*}}[concurrency-io-under-lock]
  s->rows = PQntuples(result);
  pthread_mutex_unlock(&s->mutex);
  PQclear(result);
}

void stats_countOk(struct stats *s, PGconn *conn) {
  PGresult *result = PQexec(conn, "SELECT 1");
  pthread_mutex_lock(&s->mutex);
  s->rows = PQntuples(result);
  pthread_mutex_unlock(&s->mutex);
  PQclear(result);
}

PGconn *stats_connectBad(struct stats *s) {
  pthread_mutex_lock(&s->mutex);
  PGconn *conn = PQconnectdb("dbname=stats");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}database{{.*}}'mutex'{{.*}}[concurrency-io-under-lock]
  s->asked = 0;
  pthread_mutex_unlock(&s->mutex);
  return conn;
}

/* Sent and looked for without waiting. */
void stats_sendOk(struct stats *s, PGconn *conn) {
  pthread_mutex_lock(&s->mutex);
  if (PQsendQuery(conn, "SELECT 1") && PQconsumeInput(conn))
    s->asked++;
  pthread_mutex_unlock(&s->mutex);
}

void stats_receiveBad(struct stats *s, PGconn *conn) {
  pthread_mutex_lock(&s->mutex);
  PGresult *result = PQgetResult(conn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}database{{.*}}'mutex'{{.*}}[concurrency-io-under-lock]
  s->rows += PQntuples(result);
  pthread_mutex_unlock(&s->mutex);
}

void stats_copyBad(struct stats *s, PGconn *conn, char **line) {
  pthread_mutex_lock(&s->mutex);
  while (PQgetCopyData(conn, line, 0) > 0)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}database{{.*}}'mutex'{{.*}}[concurrency-io-under-lock]
    s->rows++;
  pthread_mutex_unlock(&s->mutex);
}

void stats_copyOk(struct stats *s, PGconn *conn, char **line) {
  pthread_mutex_lock(&s->mutex);
  while (PQgetCopyData(conn, line, 1) > 0)
    s->rows++;
  pthread_mutex_unlock(&s->mutex);
}

/* A connection is for one thread at a time; a lock for just it is right. */
struct session {
  pthread_mutex_t mutex;
  PGconn *conn;
};

PGresult *session_askOk(struct session *s, const char *query) {
  pthread_mutex_lock(&s->mutex);
  PGresult *result = PQexec(s->conn, query);
  pthread_mutex_unlock(&s->mutex);
  return result;
}

int session_loadOk(struct session *s, int fd, char *to, size_t size) {
  pthread_mutex_lock(&s->mutex);
  int n = lo_read(s->conn, fd, to, size);
  pthread_mutex_unlock(&s->mutex);
  return n;
}
