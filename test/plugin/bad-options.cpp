// RUN: %configured-tidy -checks='-*,concurrency-io-under-lock' %s \
// RUN:   --config="{CheckOptions: {concurrency-io-under-lock.Kinds: 'file;fiel', \
// RUN:     concurrency-io-under-lock.MinConfidence: certain}}" -- 2>&1 \
// RUN:   | %llvm/FileCheck %s
// Values that make no sense are said to be so.

// CHECK-DAG: warning: invalid configuration value 'certain' for option 'concurrency-io-under-lock.MinConfidence'
// CHECK-DAG: warning: unknown kind 'fiel' in option 'concurrency-io-under-lock.Kinds'; the kinds are file;network;
