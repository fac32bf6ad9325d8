// Runs kernels in a process of its own, so that the address sanitizer can watch them. Reads launches from standard
// input and writes the arrays back to standard output; numbers are in the machine's own byte order.
//
//   launch: u32 name length, name, u32 dims[6], u32 shared bytes, i32 descending,
//           u32 arrays, { u64 bytes, content }..., u32 arguments, { u8 kind, u64 value, u64 offset }...
//           kind 'p': value = array number (or all ones for null), offset in bytes; otherwise value = the bits
//   reply:  u32 length of a message (0 = success), message, the arrays' contents
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

extern "C" const char* emulation_launch(const char*, const unsigned*, unsigned, int, void**);

namespace {
bool readBytes(void* target, size_t n) { return fread(target, 1, n, stdin) == n; }
template <typename T>
T read() {
  T value;
  if (!readBytes(&value, sizeof value)) exit(3);
  return value;
}
void write(const void* source, size_t n) {
  if (fwrite(source, 1, n, stdout) != n) exit(3);
}
}  // namespace

int main() {
  uint32_t nameLength;
  while (readBytes(&nameLength, sizeof nameLength)) {
    std::string name(nameLength, ' ');
    readBytes(&name[0], nameLength);
    unsigned dims[6];
    readBytes(dims, sizeof dims);
    const unsigned shared = read<uint32_t>();
    const int descending = read<int32_t>();
    std::vector<std::unique_ptr<char[]>> arrays(read<uint32_t>());
    std::vector<uint64_t> sizes;
    for (auto& array : arrays) {
      sizes.push_back(read<uint64_t>());
      array.reset(new char[sizes.back()]);
      readBytes(array.get(), sizes.back());
    }
    const uint32_t count = read<uint32_t>();
    std::vector<uint64_t> slots(count);
    std::vector<void*> pointers(count);
    for (uint32_t a = 0; a < count; a++) {
      const char kind = (char)read<uint8_t>();
      const uint64_t value = read<uint64_t>();
      const uint64_t offset = read<uint64_t>();
      slots[a] = kind != 'p' ? value : value == ~0ull ? 0 : (uint64_t)(arrays[value].get() + offset);
      pointers[a] = &slots[a];
    }
    const char* message = emulation_launch(name.c_str(), dims, shared, descending, pointers.data());
    const std::string text = message ? message : "";
    const uint32_t length = (uint32_t)text.size();
    write(&length, sizeof length);
    write(text.data(), length);
    for (size_t a = 0; a < arrays.size(); a++) write(arrays[a].get(), sizes[a]);
    fflush(stdout);
  }
  return 0;
}
