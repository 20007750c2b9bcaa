// See parse_json.h. The only file that knows simdjson.
//
// simdjson's first stage finds, with the widest vectors that the processor has, where every token
// starts, and checks UTF-8 and quotes. One loop over the tokens then checks the grammar and keeps
// the wanted values. On-Demand is not used: it is lazy about what it passes over, so cut records
// would count, and what it accepts would depend on the fields that are read.
#include "operators/parse_json.h"

#include <simdjson.h>

#include <array>
#include <cassert>
#include <cstring>
#include <new>
#include <span>

#include "operators/parse_escapes.h"
#include "operators/parse_keys.h"

namespace yuqing::parsing {
namespace {

using Structure = simdjson::internal::dom_parser_implementation;

constexpr std::size_t kLongestKey = 32;
constexpr Key kWholeRecord = {Scope::none, {}, Field::none, Scope::record};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

const char* behind_digits(const char* at, const char* end) {
  while (at != end && is_digit(*at)) {
    at++;
  }
  return at;
}

// The end of the number that starts here; null when it is none.
const char* behind_number(const char* at, const char* end) {
  at += *at == '-' ? 1 : 0;
  const char* const whole = at;
  at = behind_digits(at, end);
  if (at == whole || (*whole == '0' && at - whole > 1)) {
    return nullptr;
  }
  if (at != end && *at == '.') {
    const char* const fraction = at + 1;
    at = behind_digits(fraction, end);
    if (at == fraction) {
      return nullptr;
    }
  }
  if (at != end && (*at == 'e' || *at == 'E')) {
    at++;
    at += at != end && (*at == '+' || *at == '-') ? 1 : 0;
    const char* const exponent = at;
    at = behind_digits(exponent, end);
    if (at == exponent) {
      return nullptr;
    }
  }
  return at;
}

// What may stand behind a number or a word.
bool ends_scalar(const char* at, const char* end) {
  return at == end || *at == ',' || *at == '}' || *at == ']' || *at == ' ' || *at == '\n' ||
         *at == '\r' || *at == '\t';
}

// The loop over the tokens of one record.
class Walk {
 public:
  // levels[0] is what the record stands in: nothing. There are max_depth more.
  Walk(std::string_view record, const Structure& structure, std::span<JsonReader::Level> levels,
       Fields& fields)
      : json_(record.data()),
        end_(record.data() + record.size()),
        token_(structure.structural_indexes.get()),
        tokens_end_(token_ + structure.n_structural_indexes),
        outside_(levels.data()),
        deepest_(levels.data() + levels.size() - 1),
        top_(levels.data()),
        fields_(fields) {}

  void look_behind_escapes_in_keys() { has_hidden_keys_ = true; }

  Verdict run() {
    for (;;) {
      const char* const at = here();
      const bool is_open = *at == '{' || *at == '[';
      if (is_open && top_ == deepest_) {
        return Verdict::too_deep;
      }
      if (is_open) {
        open(at);
      } else if (!scalar(at)) {
        return Verdict::not_json;
      }
      if (!is_open || closes()) {
        close_all();
        if (top_ == outside_) {
          return token_ == tokens_end_ ? Verdict::counted : Verdict::not_json;
        }
        if (*here() != ',') {
          return Verdict::not_json;
        }
        token_++;
      }
      if (top_->is_object && !key()) {
        return Verdict::not_json;
      }
    }
  }

 private:
  // Behind the last token stands the NUL of the padding, which no rule accepts.
  const char* here() const { return json_ + *token_; }
  // Where the token after this one starts.
  const char* next() const { return token_ + 1 == tokens_end_ ? end_ : json_ + token_[1]; }

  void open(const char* at) {
    const bool is_object = *at == '{';
    // Of two equal keys the first wins, with all that is in it.
    const bool is_first = keep({is_object ? Type::object : Type::array, 0, at});
    *++top_ = {is_object, is_object && is_first ? wanted_->inside : Scope::none};
    wanted_ = &kUnknown;
    token_++;
  }

  bool closes() const { return *here() == (top_->is_object ? '}' : ']'); }
  void close_all() {
    while (top_ != outside_ && closes()) {
      token_++;
      top_--;
    }
  }

  bool keep(const Value& value) {
    return wanted_->field == Field::none || fields_.put(wanted_->field, value);
  }

  bool key() {
    const char* const open_quote = here();
    if (*open_quote != '"' || json_[token_[1]] != ':') {
      return false;
    }
    if (top_->scope != Scope::none) {
      look_up(top_->scope, inside_quotes(open_quote, json_ + token_[1]));
    }
    token_ += 2;
    return true;
  }

  void look_up(Scope scope, std::string_view name) {
    wanted_ = known(scope, name);
    if (has_hidden_keys_ && name.size() <= kLongestKey * 6) {
      std::array<char, kLongestKey * 6 + kReadable> room;
      const char* const end = unescape(name, room.data());
      wanted_ = known(scope, {room.data(), static_cast<std::size_t>(end - room.data())});
    }
  }

  static std::string_view inside_quotes(const char* open_quote, const char* behind) {
    // Only white space can stand between a string and the token after it.
    while (*--behind != '"') {
    }
    return {open_quote + 1, static_cast<std::size_t>(behind - open_quote - 1)};
  }

  bool scalar(const char* at) {
    const bool is_wanted = wanted_->field != Field::none;
    Value value;
    if (*at == '"') {
      if (is_wanted) {
        const std::string_view written = inside_quotes(at, next());
        value = {Type::string, static_cast<std::uint32_t>(written.size()), written.data()};
      }
    } else {
      value = word_or_number(at);
      if (value.type == Type::none) {
        return false;
      }
    }
    if (is_wanted) {
      keep(value);
      wanted_ = &kUnknown;
    }
    token_++;
    return true;
  }

  Value word_or_number(const char* at) const {
    Type type = Type::boolean;
    const char* behind = nullptr;
    switch (*at) {
      case 'n':
        type = Type::null;
        behind = behind_word(at, "null");
        break;
      case 't':
        behind = behind_word(at, "true");
        break;
      case 'f':
        behind = behind_word(at, "false");
        break;
      default:
        type = Type::number;
        behind = at == json_ + *tokens_end_ ? nullptr : behind_number(at, end_);
    }
    if (behind == nullptr || !ends_scalar(behind, end_)) {
      return {};
    }
    return {type, static_cast<std::uint32_t>(behind - at), at};
  }

  const char* behind_word(const char* at, std::string_view word) const {
    const bool is_whole = static_cast<std::size_t>(end_ - at) >= word.size() &&
                          std::memcmp(at, word.data(), word.size()) == 0;
    return is_whole ? at + word.size() : nullptr;
  }

  const char* const json_;
  const char* const end_;
  const std::uint32_t* token_;
  const std::uint32_t* const tokens_end_;
  const JsonReader::Level* const outside_;
  const JsonReader::Level* const deepest_;
  JsonReader::Level* top_;
  bool has_hidden_keys_ = false;
  Fields& fields_;
  const Key* wanted_ = &kWholeRecord;  // of the value that comes next
};

Verdict first_stage(std::string_view record, Structure& structure) {
  const simdjson::error_code error =
      structure.stage1(reinterpret_cast<const std::uint8_t*>(record.data()), record.size(),
                       simdjson::stage1_mode::regular);
  if (error == simdjson::SUCCESS) {
    return Verdict::counted;
  }
  if (error == simdjson::CAPACITY) {
    return Verdict::too_large;
  }
  // An open string is told before bad UTF-8, which may be the reason for it.
  return simdjson::validate_utf8(record.data(), record.size()) ? Verdict::not_json
                                                               : Verdict::not_utf8;
}

}  // namespace

JsonReader::JsonReader(std::size_t max_record, std::size_t max_depth) : levels_(max_depth + 1) {
  const simdjson::error_code error =
      simdjson::get_active_implementation()->create_dom_parser_implementation(max_record, 1,
                                                                              structure_);
  if (error != simdjson::SUCCESS) {
    throw std::bad_alloc();
  }
}

JsonReader::~JsonReader() = default;
JsonReader::JsonReader(JsonReader&&) noexcept = default;

Verdict JsonReader::read(std::string_view record, const char* padding, Fields& fields) {
  assert(*padding == '\0' && padding >= record.data() + record.size());
  fields.clear();
  if (record.starts_with("\xEF\xBB\xBF")) {
    record.remove_prefix(3);
  }
  record_ = record;
  const Verdict verdict = first_stage(record, *structure_);
  if (verdict != Verdict::counted) {
    return verdict;
  }
  const Escapes escapes = checked_escapes(record);
  if (escapes == Escapes::broken) {
    return Verdict::not_json;
  }
  structure_->structural_indexes[structure_->n_structural_indexes] =
      static_cast<std::uint32_t>(padding - record.data());
  Walk walk(record, *structure_, levels_, fields);
  if (escapes == Escapes::ascii) {
    walk.look_behind_escapes_in_keys();
  }
  return walk.run();
}

std::span<const std::uint32_t> JsonReader::tokens() const {
  return {structure_->structural_indexes.get(), structure_->n_structural_indexes};
}

}  // namespace yuqing::parsing
