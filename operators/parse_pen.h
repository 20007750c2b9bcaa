// Reading the values that adapters point at: texts, numbers, yes and no.
#pragma once

#include <initializer_list>
#include <string_view>

#include "operators/parse_fields.h"
#include "pipeline/texts.h"

namespace yuqing::parsing {

std::string_view trimmed(std::string_view text);

// What a value says, as a view into the record where it is written plainly, else into the batch's
// texts. Views live as long as the batch is not cleared.
class Pen {
 public:
  explicit Pen(Texts& texts) : texts_(&texts) {}

  // Of a string, what it stands for. Nothing, with a null data(), for everything else.
  std::string_view text(const Value& value);
  // The same for strings and numbers, without blanks around it.
  std::string_view plain(const Value& value);
  // Of a string that is HTML, its text as Weibo's programs show it; see parse_html.cc.
  std::string_view html(const Value& value);
  // true, 1, "1", "true" or "True".
  bool is_true(const Value& value);
  // The parts behind each other.
  std::string_view joined(std::initializer_list<std::string_view> parts);
  std::string_view digits(std::uint64_t number);

  // Room for what comes as a view from nowhere; see Texts.
  Texts& texts() { return *texts_; }
  void repaired() { is_repaired_ = true; }
  // Whether a text could only be read by putting U+FFFD in the place of something.
  bool is_repaired() const { return is_repaired_; }

 private:
  std::string_view unescaped(std::string_view written);

  Texts* texts_;
  bool is_repaired_ = false;
};

}  // namespace yuqing::parsing
