#pragma once
#include <atomic>
int register_type(const char *name);
// What a library writes into its users' files is the library's.
#define DECLARE_TYPE(T)                                                                                                \
  inline int idOf##T() {                                                                                               \
    static std::atomic<int> id{0};                                                                                     \
    if (int known = id.load())                                                                                         \
      return known;                                                                                                    \
    int made = register_type(#T);                                                                                      \
    id.store(made);                                                                                                    \
    return made;                                                                                                       \
  }
