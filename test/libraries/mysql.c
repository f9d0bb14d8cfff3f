// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe,-concurrency-thread-canceltype-asynchronous' %s -- -std=c11 2>&1 | %filecheck
// The C client of MySQL and MariaDB: statements under a lock.

#include <pthread.h>

// Declarations in the shape of the client's.
typedef struct st_mysql MYSQL;
typedef struct st_mysql_res MYSQL_RES;
typedef struct st_mysql_stmt MYSQL_STMT;
int mysql_query(MYSQL *mysql, const char *query);
int mysql_ping(MYSQL *mysql);
int mysql_select_db(MYSQL *mysql, const char *name);
int mysql_stmt_execute(MYSQL_STMT *statement);
MYSQL_RES *mysql_store_result(MYSQL *mysql);
unsigned long mysql_num_rows(MYSQL_RES *result);
const char *mysql_error(MYSQL *mysql);
int mysql_query_start(int *result, MYSQL *mysql, const char *query);

static pthread_mutex_t orders_mutex = PTHREAD_MUTEX_INITIALIZER;
static unsigned long orders;
static const char *last_error;

void orders_addOk(void) {
  pthread_mutex_lock(&orders_mutex);
  orders++;
  last_error = 0;
  pthread_mutex_unlock(&orders_mutex);
}

void orders_queryBad(MYSQL *mysql) {
  pthread_mutex_lock(&orders_mutex);
  if (mysql_query(mysql, "SELECT id FROM orders"))
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}database{{.*}}'orders_mutex'{{.*}}[concurrency-io-under-lock]
    last_error = mysql_error(mysql);
  pthread_mutex_unlock(&orders_mutex);
}

void orders_queryOk(MYSQL *mysql) {
  int failed = mysql_query(mysql, "SELECT id FROM orders");
  pthread_mutex_lock(&orders_mutex);
  if (failed)
    last_error = mysql_error(mysql); /* known here already */
  pthread_mutex_unlock(&orders_mutex);
}

void orders_countBad(MYSQL *mysql) {
  pthread_mutex_lock(&orders_mutex);
  MYSQL_RES *result = mysql_store_result(mysql);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}database{{.*}}'orders_mutex'{{.*}}[concurrency-io-under-lock]
  orders = mysql_num_rows(result);
  pthread_mutex_unlock(&orders_mutex);
}

void orders_countOk(MYSQL *mysql) {
  MYSQL_RES *result = mysql_store_result(mysql);
  pthread_mutex_lock(&orders_mutex);
  orders = mysql_num_rows(result);
  pthread_mutex_unlock(&orders_mutex);
}

static int run(MYSQL_STMT *statement) { return mysql_stmt_execute(statement); }

void orders_storeBad(MYSQL_STMT *statement) {
  pthread_mutex_lock(&orders_mutex);
  if (run(statement) == 0)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'run'{{.*}}database{{.*}}'orders_mutex'{{.*}}[concurrency-io-under-lock]
    orders = 0;
  pthread_mutex_unlock(&orders_mutex);
}

void orders_checkBad(MYSQL *mysql) {
  pthread_mutex_lock(&orders_mutex);
  if (mysql_ping(mysql) == 0)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}database{{.*}}'orders_mutex'{{.*}}[concurrency-io-under-lock]
    orders++;
  pthread_mutex_unlock(&orders_mutex);
}

void orders_startOk(MYSQL *mysql) {
  int result;
  pthread_mutex_lock(&orders_mutex);
  if (mysql_query_start(&result, mysql, "COMMIT") == 0) /* MariaDB's form that does not wait */
    orders++;
  pthread_mutex_unlock(&orders_mutex);
}

/* A connection is for one thread at a time; a lock for just it is right. */
struct session {
  pthread_mutex_t mutex;
  MYSQL *mysql;
};

int session_useOk(struct session *s, const char *name) {
  pthread_mutex_lock(&s->mutex);
  int failed = mysql_select_db(s->mysql, name);
  pthread_mutex_unlock(&s->mutex);
  return failed;
}
