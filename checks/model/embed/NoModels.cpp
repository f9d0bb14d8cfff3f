//===- NoModels.cpp - no library models -----------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// embed-models starts from nothing.
///
//===----------------------------------------------------------------------===//

#include "model/Packed.h"

const concurrency::PackedModels concurrency::EmbeddedModels = {};
