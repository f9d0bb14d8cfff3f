// Declarations in the shape of the Linux kernel's, as far as the test calls them.

#include <stddef.h>

struct mutex { long owner; };
typedef struct spinlock { int slock; } spinlock_t;
typedef struct { int lock; } rwlock_t;
struct rw_semaphore { long count; };
struct semaphore { int count; };
struct completion { int done; };
typedef struct { int counter; } atomic_t;
struct task_struct;
struct file;

void mutex_lock(struct mutex *lock);
int mutex_lock_interruptible(struct mutex *lock);
int mutex_trylock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
void spin_lock(spinlock_t *lock);
void spin_unlock(spinlock_t *lock);
void spin_lock_bh(spinlock_t *lock);
void spin_unlock_bh(spinlock_t *lock);
void spin_lock_irqsave(spinlock_t *lock, unsigned long flags);
void spin_unlock_irqrestore(spinlock_t *lock, unsigned long flags);
void read_lock(rwlock_t *lock);
void read_unlock(rwlock_t *lock);
void write_lock(rwlock_t *lock);
void write_unlock(rwlock_t *lock);
void down_read(struct rw_semaphore *sem);
void up_read(struct rw_semaphore *sem);
void down_write(struct rw_semaphore *sem);
void up_write(struct rw_semaphore *sem);
void downgrade_write(struct rw_semaphore *sem);
void down(struct semaphore *sem);
void up(struct semaphore *sem);
void wait_for_completion(struct completion *done);
void complete(struct completion *done);
void atomic_inc(atomic_t *v);
void atomic_add(int i, atomic_t *v);
int atomic_read(const atomic_t *v);
void msleep(unsigned int milliseconds);
void *kmalloc(size_t size, unsigned flags);
long kernel_read(struct file *file, void *to, size_t size, long long *at);
struct task_struct *kthread_run(int (*function)(void *data), void *data, const char *name, ...);
int kthread_stop(struct task_struct *task);
