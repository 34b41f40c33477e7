#include "http/request_id.h"

#include <random>

namespace cutline::http {
namespace {

constexpr std::size_t kMaxLength = 128;
constexpr int kMadeLength = 20;  // of 32 letters: 100 bits, no two alike in practice

bool IsClean(std::string_view id) {
  return !id.empty() && id.size() <= kMaxLength && std::ranges::all_of(id, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '_' || c == '-';
  });
}

std::mt19937_64 Seeded() {
  std::random_device device;
  std::seed_seq seed{device(), device(), device(), device()};
  return std::mt19937_64(seed);
}

}  // namespace

std::string ChooseRequestId(std::string_view sent) {
  return IsClean(sent) ? std::string(sent) : RandomId();
}

std::string RandomId() {
  // An id tells things apart; it keeps no secret, so it need not be unguessable.
  thread_local std::mt19937_64 random = Seeded();
  static constexpr std::string_view kLetters = "0123456789abcdefghjkmnpqrstvwxyz";
  std::string id(kMadeLength, '0');
  std::uint64_t bits = 0;
  for (int i = 0; i < kMadeLength; ++i) {
    if (i % 12 == 0) bits = random();
    id[i] = kLetters[bits & 31];
    bits >>= 5;
  }
  return id;
}

}  // namespace cutline::http
