// The members of a small JSON object that we wrote ourselves, such as a line of a segment or a row
// of windows. Posts are read by parse.h, which checks everything and is faster.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace yuqing {

struct JsonMember {
  std::string_view name;   // without quotes, as written
  std::string_view value;  // as written: a string with its quotes, an object with its braces
};

// Reads an object from its first member to its last.
class JsonMembers {
 public:
  explicit JsonMembers(std::string_view object);

  // Nothing behind the last member, and where the text is no object.
  std::optional<JsonMember> next();
  // Once next() gave nothing: it was one whole object and nothing else.
  bool sound() const { return state_ == State::ended; }

 private:
  enum class State { before_first, between, ended, broken };

  std::optional<JsonMember> stop(State state);

  std::string_view rest_;
  State state_ = State::before_first;
};

// Reads an array from its first element to its last.
class JsonElements {
 public:
  explicit JsonElements(std::string_view array);

  // As written. Nothing behind the last element, and where the text is no array.
  std::optional<std::string_view> next();

 private:
  std::string_view rest_;
  bool is_first_ = true;
};

// What a string stands for; nothing where it is none.
std::optional<std::string> json_text(std::string_view value);

}  // namespace yuqing
