// The chain of a canonical post, as Weibo writes it behind the own text: "//@name:text".
//
// Names in a canonical post may hold anything, and one that no user of Weibo can have would hide
// where the quoted text begins, so a stand-in is written for it.
#include "operators/parse_chain.h"

#include <algorithm>

#include "operators/parse_json.h"
#include "operators/utf8.h"

namespace yuqing::parsing {
namespace {

constexpr std::string_view kNobody = "_";

// What stands between the quotes of the checked string that starts here.
std::string_view string_at(const char* quote) {
  const char* end = quote + 1;
  while (*end != '"') {
    end += *end == '\\' ? 2 : 1;
  }
  return {quote + 1, static_cast<std::size_t>(end - quote - 1)};
}

// The bracket that closes the checked array that starts here.
const char* end_of(const char* at) {
  int depth = 0;
  do {
    if (*at == '"') {
      const std::string_view string = string_at(at);
      at = string.data() + string.size();
    } else if (*at == '[' || *at == '{') {
      depth++;
    } else if (*at == ']' || *at == '}') {
      depth--;
    }
    at++;
  } while (depth > 0);
  return at;
}

const char* skip_blanks(const char* at) {
  while (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r') {
    at++;
  }
  return at;
}

// Behind the value that starts here, at the comma or bracket that follows it.
const char* behind_value(const char* at) {
  if (*at == '{' || *at == '[') {
    return skip_blanks(end_of(at));
  }
  if (*at == '"') {
    const std::string_view string = string_at(at);
    return skip_blanks(string.data() + string.size() + 1);
  }
  while (*at != ',' && *at != '}' && *at != ']') {
    at++;
  }
  return at;
}

struct Part {
  std::string_view user;  // as written; empty unless it is a string, as is the text
  std::string_view text;
  bool has_text = false;
};

// The members of the object that starts here; the first of equal ones wins.
Part part_at(const char* object) {
  Part part;
  bool has_user = false;
  const char* at = skip_blanks(object + 1);
  while (*at != '}') {
    const std::string_view key = string_at(at);
    const char* const value = skip_blanks(skip_blanks(key.data() + key.size() + 1) + 1);
    const std::string_view string = *value == '"' ? string_at(value) : std::string_view();
    if (key == "user" && !has_user) {
      has_user = true;
      part.user = string;
    } else if (key == "text" && !part.has_text && *value == '"') {
      part.has_text = true;
      part.text = string;
    }
    at = behind_value(value);
    at = *at == ',' ? skip_blanks(at + 1) : at;
  }
  return part;
}

bool is_name(std::string_view text) {
  while (!text.empty()) {
    const Decoded next = decoded(text);
    if (!is_name_letter(fold_table()[next.code])) {
      return false;
    }
    text.remove_prefix(next.size);
  }
  return true;
}

// {"text":""} takes more bytes than what is written for it, so there is room.
char* append_part(const Part& part, char* to, bool& is_repaired) {
  const bool has_name = !part.user.empty() && is_name(part.user);
  to = std::ranges::copy(std::string_view("//@"), to).out;
  to = std::ranges::copy(has_name ? part.user : kNobody, to).out;
  *to++ = ':';
  return unescape(part.text, to, is_repaired);
}

char* append_chain(const Value& chain, char* to, bool& is_repaired) {
  const char* at = skip_blanks(chain.begin + 1);
  while (*at != ']') {
    const Part part = *at == '{' ? part_at(at) : Part();
    to = part.has_text ? append_part(part, to, is_repaired) : to;
    at = behind_value(at);
    at = *at == ',' ? skip_blanks(at + 1) : at;
  }
  return to;
}

}  // namespace

std::string_view with_chain(std::string_view own, const Value& chain, Pen& pen) {
  if (chain.type != Type::array || own.data() == nullptr) {
    return own;
  }
  const auto written = static_cast<std::size_t>(end_of(chain.begin) - chain.begin);
  char* const room = pen.texts().room(own.size() + written);
  bool is_repaired = false;
  const char* const end = append_chain(chain, std::ranges::copy(own, room).out, is_repaired);
  if (is_repaired) {
    pen.repaired();
  }
  return pen.texts().keep(end);
}

}  // namespace yuqing::parsing
