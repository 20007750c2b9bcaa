// Regular expressions in topics: RE2, so that no text takes more than linear time.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace yuqing {

class Regex {
 public:
  // What is wrong with an expression and how to mend it; empty when it is sound.
  static std::string complaint_about(std::string_view source);

  // Of a sound expression only. Case makes no difference.
  explicit Regex(std::string_view source);
  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  // Words, in small letters, of which one at least stands in every text that has a match; none when
  // no such words are known.
  std::vector<std::u16string> words() const;

  // A match in UTF-8, in bytes.
  struct Match {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  // Finds the first match that begins at `from` or behind; a match is never empty. Called by many
  // threads at once.
  bool find(std::string_view text, std::size_t from, Match& match) const;

 private:
  std::unique_ptr<re2::RE2> compiled_;
};

}  // namespace yuqing
