// See topic_regex.h. The only file that knows RE2.
#include "operators/topic_regex.h"

#include <re2/filtered_re2.h>
#include <re2/re2.h>

#include <cassert>

#include "operators/normalize.h"

namespace yuqing {
namespace {

constexpr std::int64_t kMemory = std::int64_t{1} << 20;

re2::RE2::Options options() {
  re2::RE2::Options chosen;
  chosen.set_log_errors(false);
  chosen.set_case_sensitive(false);
  chosen.set_max_mem(kMemory);
  return chosen;
}

}  // namespace

std::string Regex::complaint_about(std::string_view source) {
  const re2::RE2 compiled({source.data(), source.size()}, options());
  if (!compiled.ok()) {
    return "is no regular expression of RE2: " + compiled.error() + "; correct it";
  }
  if (re2::RE2::PartialMatch("", compiled)) {
    return "matches where nothing stands, so everywhere; let it ask for one character at least";
  }
  return {};
}

Regex::Regex(std::string_view source)
    : compiled_(
          std::make_unique<re2::RE2>(re2::StringPiece(source.data(), source.size()), options())) {
  assert(compiled_->ok());
}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

std::vector<std::u16string> Regex::words() const {
  constexpr int kFewestBytes = 2;
  re2::FilteredRE2 filter(kFewestBytes);
  int id = 0;
  filter.Add(compiled_->pattern(), options(), &id);
  std::vector<std::string> atoms;
  filter.Compile(&atoms);
  std::vector<std::u16string> found;
  for (const std::string& atom : atoms) {
    std::vector<char16_t> chars;
    std::vector<CharClass> classes;
    normalize(atom, chars, classes);
    if (chars.empty()) {
      return {};
    }
    found.emplace_back(chars.begin(), chars.end());
  }
  return found;
}

bool Regex::find(std::string_view text, std::size_t from, Match& match) const {
  const re2::StringPiece whole(text.data(), text.size());
  re2::StringPiece found;
  while (from <= text.size() &&
         compiled_->Match(whole, from, text.size(), re2::RE2::UNANCHORED, &found, 1)) {
    const auto begin = static_cast<std::size_t>(found.data() - text.data());
    if (!found.empty()) {
      match = {.begin = begin, .end = begin + found.size()};
      return true;
    }
    from = begin + 1;
  }
  return false;
}

}  // namespace yuqing
