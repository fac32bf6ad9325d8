// Kernels by name, called through an array of pointers to their arguments.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <type_traits>
#include <utility>

namespace emulation {
struct Kernel {
  std::function<void(void**)> call;
  std::string signature;
};

template <typename T>
char letter() {
  if (std::is_pointer<T>::value) return 'p';
  if (std::is_same<T, float>::value) return 'f';
  if (std::is_same<T, double>::value) return 'd';
  return sizeof(T) == 8 ? 'l' : 'i';
}

template <typename... A, size_t... I>
Kernel wrap(void (*kernel)(A...), std::index_sequence<I...>) {
  return {[kernel](void** arguments) { kernel(*static_cast<std::decay_t<A>*>(arguments[I])...); },
          std::string{letter<A>()...}};
}

template <typename... A>
Kernel wrap(void (*kernel)(A...)) {
  return wrap(kernel, std::index_sequence_for<A...>{});
}

const Kernel* findKernel(const std::string& name);
}  // namespace emulation
