//===- kernel.h - as much of Linux as a test of locks includes --*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ORACLE_LINUX_KERNEL_H
#define ORACLE_LINUX_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define __user
#define __init
#define __exit
#define KERN_ERR ""
#define KERN_INFO ""
#define MISC_DYNAMIC_MINOR 255
#define MISC_MAJOR 10
#define THIS_MODULE ((struct module *)0)
#define MODULE_LICENSE(Text)
#define MODULE_AUTHOR(Text)
#define MODULE_DESCRIPTION(Text)
#define EXPORT_SYMBOL(Name)
#define MKDEV(Major, Minor) (((Major) << 20) | (Minor))
#define module_init(Function) int init_module(void) { return Function(); }
#define module_exit(Function) void cleanup_module(void) { Function(); }
#define subsys_initcall(Function) module_init(Function)

typedef unsigned short umode_t;
struct module;
struct inode;
struct file;
struct device;
struct file_operations {
  struct module *owner;
  ssize_t (*read)(struct file *, char __user *, size_t, loff_t *);
  ssize_t (*write)(struct file *, const char __user *, size_t, loff_t *);
  int (*open)(struct inode *, struct file *);
  int (*release)(struct inode *, struct file *);
  long (*unlocked_ioctl)(struct file *, unsigned, unsigned long);
};
struct miscdevice {
  int minor;
  const char *name;
  const struct file_operations *fops;
  struct device *parent, *this_device;
};
struct class {
  char *(*devnode)(struct device *, umode_t *);
};
int misc_register(struct miscdevice *);
int misc_deregister(struct miscdevice *);
struct class *class_create(struct module *, const char *);
struct device *device_create(struct class *, struct device *, dev_t, void *,
                             const char *, ...);
int register_chrdev(unsigned, const char *, const struct file_operations *);
int printk(const char *, ...);

struct mutex {
  int locked;
};
#define DEFINE_MUTEX(Name) struct mutex Name
void mutex_init(struct mutex *);
void mutex_lock(struct mutex *);
int mutex_lock_interruptible(struct mutex *);
int mutex_trylock(struct mutex *);
void mutex_unlock(struct mutex *);

typedef struct {
  int locked;
} spinlock_t;
#define DEFINE_SPINLOCK(Name) spinlock_t Name
void spin_lock_init(spinlock_t *);
void spin_lock(spinlock_t *);
int spin_trylock(spinlock_t *);
void spin_unlock(spinlock_t *);
void spin_lock_irq(spinlock_t *);
void spin_unlock_irq(spinlock_t *);

typedef struct {
  int locked;
} rwlock_t;
#define DEFINE_RWLOCK(Name) rwlock_t Name
void rwlock_init(rwlock_t *);
void read_lock(rwlock_t *);
void read_unlock(rwlock_t *);
void write_lock(rwlock_t *);
void write_unlock(rwlock_t *);

#endif // ORACLE_LINUX_KERNEL_H
