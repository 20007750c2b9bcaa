// Text to normal form: two passes, neither of which allocates when the batch is warm.
//
// The first decodes UTF-8 and folds every character through one table. Only if it met one of @ [ /
// does the second look for links, @names and [emoticons], and replaces each by one unit, in place.
// As it looks at folded text, a full-width or Traditional spelling makes the same units.
//
// Emoji joined by U+200D are one picture: the first stands for all. Skin tones are dropped.
#include "operators/normalize.h"

#include "operators/catalogue.h"
#include "operators/decode.h"
#include "operators/notice.h"
#include "operators/utf8.h"

namespace yuqing {
namespace {

// One more whenever the code below makes other units of the same text.
constexpr std::uint64_t kCodeVersion = 1;

constexpr std::size_t kMostNameLetters = 30;
constexpr std::size_t kMostEmoticonLetters = 10;
constexpr std::size_t kEmoticons = 0xF900 - kFirstEmoticon;

bool is_word_letter(CharClass is) {
  return is == CharClass::lower || is == CharClass::upper || is == CharClass::digit;
}

// Replaces symbols in place. What stands before `units.size` is done, `at` is the next unit to
// look at; as a symbol never makes more units than it is written with, reading stays ahead.
class SymbolPass {
 public:
  SymbolPass(const Units& units, std::uint32_t* begins)
      : chars_(units.chars),
        classes_(units.classes),
        begins_(begins),
        size_(units.size),
        done_{units.chars, units.classes, 0} {}

  // The size that is left.
  std::size_t run() {
    while (at_ < size_) {
      const std::size_t begin = at_;
      const std::size_t done = done_.size;
      if (!take_symbol()) {
        done_.add(chars_[at_], classes_[at_]);
        at_++;
      }
      // A link takes the place of the units before it, and begins where they did.
      if (begins_ != nullptr && done_.size > done) {
        begins_[done] = begins_[begin];
      }
    }
    return done_.size;
  }

 private:
  bool take_symbol() {
    switch (chars_[at_]) {
      case u'@':
        return take_mention();
      case u'[':
        return take_emoticon();
      case u'/':
        return take_link();
      default:
        return false;
    }
  }

  bool take_mention() {
    std::size_t end = at_ + 1;
    while (end < size_ && end - at_ <= kMostNameLetters &&
           is_name_letter({.to = chars_[end], .is = classes_[end]})) {
      end++;
    }
    if (end == at_ + 1) {
      return false;
    }
    done_.add(kMention, CharClass::symbol);
    at_ = end;
    return true;
  }

  bool take_emoticon() {
    std::uint32_t hash = 0;
    bool has_letter = false;
    std::size_t end = at_ + 1;
    while (end < size_ && end - at_ <= kMostEmoticonLetters && classes_[end] <= CharClass::digit) {
      has_letter = has_letter || classes_[end] != CharClass::digit;
      hash = (hash ^ chars_[end]) * 0x9E3779B1;
      hash ^= hash >> 15;
      end++;
    }
    if (!has_letter || end == size_ || chars_[end] != u']') {
      return false;
    }
    done_.add(static_cast<char16_t>(kFirstEmoticon + hash % kEmoticons), CharClass::symbol);
    at_ = end + 1;
    return true;
  }

  // At the slash of "http://", or of a bare "t.cn/".
  bool take_link() {
    if (is_at(at_, u"//") && (done_ends_with(u"http:") || done_ends_with(u"https:"))) {
      done_.size -= done_ends_with(u"http:") ? 5 : 6;
      const std::size_t host = at_ + 2;
      at_ = is_at(host, u"t.cn/") ? end_of_code(host + 5) : end_of_address(host);
    } else if (done_ends_with(u"t.cn") && !is_word_letter(class_before(4))) {
      done_.size -= 4;
      at_ = end_of_code(at_ + 1);
    } else {
      return false;
    }
    done_.add(kLink, CharClass::symbol);
    return true;
  }

  // Behind "t.cn/" stand letters and digits only, whatever the author glued to them.
  std::size_t end_of_code(std::size_t from) const {
    while (from < size_ && chars_[from] < 0x80 && is_word_letter(classes_[from])) {
      from++;
    }
    return from;
  }

  std::size_t end_of_address(std::size_t from) const {
    constexpr std::u16string_view kInside = u"-._~:/?&%=+!$'()*,;";
    constexpr std::u16string_view kNotLast = u".:?!'(),;";
    std::size_t end = from;
    while (end < size_ && chars_[end] < 0x80 &&
           (is_word_letter(classes_[end]) || kInside.find(chars_[end]) != kInside.npos)) {
      end++;
    }
    while (end > from && kNotLast.find(chars_[end - 1]) != kNotLast.npos) {
      end--;
    }
    return end;
  }

  bool is_at(std::size_t at, std::u16string_view word) const {
    return std::u16string_view(chars_ + at, size_ - at).starts_with(word);
  }
  bool done_ends_with(std::u16string_view word) const {
    return std::u16string_view(chars_, done_.size).ends_with(word);
  }
  CharClass class_before(std::size_t units) const {
    return done_.size > units ? classes_[done_.size - units - 1] : CharClass::blank;
  }

  const char16_t* chars_;
  const CharClass* classes_;
  std::uint32_t* begins_;  // null: nobody asks
  std::size_t size_;
  std::size_t at_ = 0;
  Units done_;
};

// Says what a post is once its parts are known; `shown` is what its format says. A comment stays
// one, whatever it quotes.
Kind kind_of(Kind shown, const TextParts& parts, bool has_own_words) {
  if (shown == Kind::comment || shown == Kind::notice) {
    return shown;
  }
  if (shown == Kind::original && parts.chain.empty() && !parts.passes_on) {
    return Kind::original;
  }
  return has_own_words ? Kind::repost_commented : Kind::repost_bare;
}

class Normalize final : public Operator {
 public:
  void apply(Batch& batch) const override {
    for (Post& post : batch.posts) {
      if (post.verdict == Verdict::counted) {
        read(post, batch);
      }
    }
  }

 private:
  // The platform's words are not the author's: they are cut like a bare "转发微博".
  static void read(Post& post, Batch& batch) {
    const TextParts parts = parts_of(post.text);
    const std::size_t begin = batch.chars.size();
    normalize(parts.own, batch.chars, batch.classes);
    const bool is_platforms = is_notice(since(begin, batch)) || post.kind == Kind::notice;
    if (is_platforms) {
      forget(begin, batch);
    }
    post.own = span_from(begin, batch);
    if (is_platforms && parts.chain.empty()) {
      post.kind = Kind::notice;
      return;
    }
    post.kind = kind_of(post.kind, parts, post.own.size > 0);
    if (!parts.chain.empty() || !post.root.empty()) {
      quote(post, parts.chain, batch);
    }
  }

  static void quote(Post& post, std::string_view chain, Batch& batch) {
    const std::size_t begin = batch.chars.size();
    while (!chain.empty()) {
      quote(take_quoted(chain), batch);
    }
    post.chain = span_from(begin, batch);
    const std::size_t root = batch.chars.size();
    quote(own_text(post.root), batch);
    post.root_span = span_from(root, batch);
    post.quoted = span_from(begin, batch);
  }

  // Behind a blank, so that no word begins in one text and ends in the next.
  static void quote(std::string_view text, Batch& batch) {
    if (text.empty()) {
      return;
    }
    const std::size_t begin = batch.chars.size();
    batch.chars.push_back(u' ');
    batch.classes.push_back(CharClass::blank);
    normalize(text, batch.chars, batch.classes);
    if (is_notice(since(begin + 1, batch))) {
      forget(begin, batch);
    }
  }

  static std::u16string_view since(std::size_t begin, const Batch& batch) {
    return {batch.chars.data() + begin, batch.chars.size() - begin};
  }
  static Span span_from(std::size_t begin, const Batch& batch) {
    return {.begin = static_cast<std::uint32_t>(begin),
            .size = static_cast<std::uint32_t>(batch.chars.size() - begin)};
  }
  static void forget(std::size_t begin, Batch& batch) {
    batch.chars.resize(begin);
    batch.classes.resize(begin);
  }
};

}  // namespace

std::size_t fold_symbols(const Units& units, std::uint32_t* begins) {
  return SymbolPass(units, begins).run();
}

void normalize(std::string_view text, std::vector<char16_t>& chars,
               std::vector<CharClass>& classes) {
  // A character makes at most one unit, and takes at least one byte.
  const std::size_t begin = chars.size();
  chars.resize(begin + text.size());
  classes.resize(begin + text.size());
  Units units{chars.data() + begin, classes.data() + begin, 0};
  if (decode_and_fold(text, units)) {
    units.size = fold_symbols(units, nullptr);
  }
  chars.resize(begin + units.size);
  classes.resize(begin + units.size);
}

std::uint64_t normalizer_id() {
  return fold_table().hash() + kCodeVersion;
}

std::unique_ptr<Operator> make_normalize() {
  fold_table();  // built now, not under the first post
  is_notice(u"抱");
  return std::make_unique<Normalize>();
}

}  // namespace yuqing
