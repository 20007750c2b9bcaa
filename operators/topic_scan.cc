// See topic_scan.h.
//
// Vectorscan searches bytes, so text goes in as the bytes of its UTF-16 code units; a place that
// begins inside a unit is dropped. Its vector code is chosen when a database is compiled, for the
// processor at hand, whatever this file was compiled for.
#include "operators/topic_scan.h"

#include <hs/hs.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <stdexcept>
#include <string>

namespace yuqing {
namespace {

static_assert(std::endian::native == std::endian::little);
constexpr std::size_t kUnit = sizeof(char16_t);

// Called by Vectorscan for every place of every literal; 0 means: go on.
int note(unsigned id, unsigned long long, unsigned long long end, unsigned, void* context) {
  if (end % kUnit == 0) {
    static_cast<std::vector<LiteralHit>*>(context)->push_back(
        {.end = static_cast<std::uint32_t>(end / kUnit), .literal = id});
  }
  return 0;
}

// Vectorscan's call for literals refuses one that begins with a zero byte, as 一 does; written as
// an expression it is a literal all the same.
std::string expression(std::u16string_view literal) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string expression;
  for (const unsigned unit : literal) {
    for (const unsigned byte : {unit & 0xff, unit >> 8}) {
      expression.append("\\x").append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
    }
  }
  return expression;
}

hs_database* compiled(const std::vector<std::u16string_view>& literals) {
  std::vector<std::string> expressions(literals.size());
  std::vector<const char*> views(literals.size());
  std::vector<unsigned> ids(literals.size());
  for (unsigned id = 0; id < literals.size(); id++) {
    expressions[id] = expression(literals[id]);
    views[id] = expressions[id].c_str();
    ids[id] = id;
  }
  hs_database* database = nullptr;
  hs_compile_error_t* error = nullptr;
  hs_compile_multi(views.data(), nullptr, ids.data(), static_cast<unsigned>(ids.size()),
                   HS_MODE_BLOCK, nullptr, &database, &error);
  if (error != nullptr) {
    const std::string why = error->message;
    hs_free_compile_error(error);
    throw std::runtime_error("topics: the terms cannot be compiled: " + why);
  }
  return database;
}

void check(hs_error_t status, const char* what) {
  if (status != HS_SUCCESS) {
    throw std::runtime_error(std::string("topics: ") + what + " failed with Vectorscan's error " +
                             std::to_string(status));
  }
}

hs_scratch* scratch_for(const hs_database* database) {
  hs_scratch* scratch = nullptr;
  check(hs_alloc_scratch(database, &scratch), "making scratch memory");
  return scratch;
}

hs_scratch* clone_of(const hs_scratch* prototype) {
  hs_scratch* scratch = nullptr;
  check(hs_clone_scratch(prototype, &scratch), "copying scratch memory");
  return scratch;
}

// The order in which Vectorscan reports is not promised, and nothing may depend on it.
void sort(std::vector<LiteralHit>& hits) {
  if (!std::ranges::is_sorted(hits, {}, &LiteralHit::end)) {
    std::ranges::sort(hits, {}, &LiteralHit::end);
  }
}

}  // namespace

void LiteralScan::Free::operator()(hs_database* database) const {
  hs_free_database(database);
}
void LiteralScan::Free::operator()(hs_scratch* scratch) const {
  hs_free_scratch(scratch);
}

LiteralScan::LiteralScan(const std::vector<std::u16string_view>& literals) {
  if (!literals.empty()) {
    database_.reset(compiled(literals));
    prototype_.reset(scratch_for(database_.get()));
  }
}

void LiteralScan::scan(std::u16string_view text, std::vector<LiteralHit>& hits) const {
  hits.clear();
  if (database_ == nullptr || text.empty()) {
    return;
  }
  Scratch& scratch = scratch_.local();
  if (scratch == nullptr) {
    scratch.reset(clone_of(prototype_.get()));
  }
  [[maybe_unused]] const hs_error_t status =
      hs_scan(database_.get(), reinterpret_cast<const char*>(text.data()),
              static_cast<unsigned>(text.size() * kUnit), 0, scratch.get(), note, &hits);
  assert(status == HS_SUCCESS);
  sort(hits);
}

}  // namespace yuqing
