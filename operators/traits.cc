// What is counted of a post beside topic and sentiment: its gist, its hashtags and, of some posts,
// its terms. See traits.h and docs/analytics.md.
#include "operators/traits.h"

#include <tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "operators/catalogue.h"
#include "operators/hashtags.h"
#include "pipeline/gists.h"
#include "pipeline/mixed.h"

namespace yuqing {
namespace {

constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15;
constexpr std::uint64_t kNone = UINT64_MAX;
constexpr std::size_t kRun = 3;
constexpr std::size_t kBits = 64 / Gists::kPlaces;

// One of so many posts has its terms counted.
constexpr std::uint64_t kSampled = 4;

constexpr std::size_t kFewestLetters = 2;
constexpr std::size_t kMostLetters = 24;

using Smallest = std::array<std::uint64_t, Gists::kPlaces>;

bool is_latin(CharClass is) {
  return is == CharClass::lower || is == CharClass::upper || is == CharClass::digit;
}

// Characters that only hold sentences together: a pair with one of them names nothing.
bool is_particle(char16_t c) {
  constexpr std::u16string_view kParticles = u"的了吗呢吧啊么嘛呀着";
  return kParticles.find(c) != std::u16string_view::npos;
}

void see(std::uint64_t run, Smallest& smallest) {
  const std::uint64_t hash = (run ^ run >> 29) * kSpread;
  std::uint64_t& held = smallest[hash >> (64 - kBits)];
  held = std::min(held, hash);
}

// Three characters as a number. Four are read at once, so one more has to be there.
std::uint64_t run_at(const char16_t* letters) {
  std::uint64_t run = 0;
  std::memcpy(&run, letters, sizeof run);
  return run & 0xFFFF'FFFF'FFFF;
}

// An empty place takes the next one that is not, and its distance with it: else two texts with few
// runs would agree in all the places that one run fills.
std::uint64_t packed(const Smallest& smallest) {
  std::uint64_t gist = 0;
  for (std::size_t place = 0; place < smallest.size(); place++) {
    std::size_t distance = 0;
    while (smallest[(place + distance) % smallest.size()] == kNone) {
      distance++;
    }
    const std::uint64_t held = smallest[(place + distance) % smallest.size()];
    gist = gist << kBits | mixed(held + distance * kSpread) >> (64 - kBits);
  }
  return std::max<std::uint64_t>(gist, 1);
}

std::uint64_t hash_of(std::u16string_view text) {
  std::uint64_t hash = text.size();
  for (const char16_t c : text) {
    hash = (hash ^ c) * kSpread;
    hash ^= hash >> 29;
  }
  return mixed(hash) | std::uint64_t{1} << 63;
}

class Traits final : public Operator {
 public:
  explicit Traits(bool analytics) : analytics_(analytics) {}

  void apply(Batch& batch) const override {
    for (Post& post : batch.posts) {
      if (post.verdict != Verdict::counted || post.kind == Kind::notice) {
        continue;
      }
      const bool has_opinion = is_opinion(post.kind);
      post.gist = has_opinion ? gist_of(batch.normal(post.own), classes_of(post.own, batch)) : 0;
      if (analytics_) {
        add_hashtags(post, batch);
        post.terms_sampled = has_opinion && is_term_sample(post.id);
      }
      if (post.terms_sampled) {
        add_terms(post, batch);
      }
    }
  }

 private:
  static std::span<const CharClass> classes_of(Span text, const Batch& batch) {
    return std::span(batch.classes).subspan(text.begin, text.size);
  }

  void add_hashtags(Post& post, Batch& batch) const {
    std::vector<std::u16string_view>& found = found_.local();
    found.clear();
    for (const Span text : {post.own, post.quoted}) {
      find_hashtags(batch.normal(text), classes_of(text, batch), found);
    }
    post.hashtags.begin = static_cast<std::uint32_t>(batch.hashtags.size());
    for (const std::u16string_view text : found) {
      const std::uint64_t key = hash_of(text);
      const auto first = batch.hashtags.begin() + post.hashtags.begin;
      if (std::find_if(first, batch.hashtags.end(), [&](const Hashtag& one) {
            return one.key == key;
          }) != batch.hashtags.end()) {
        continue;
      }
      batch.hashtags.push_back(
          {.key = key,
           .text = {.begin = static_cast<std::uint32_t>(text.data() - batch.chars.data()),
                    .size = static_cast<std::uint32_t>(text.size())}});
    }
    post.hashtags.size = static_cast<std::uint32_t>(batch.hashtags.size()) - post.hashtags.begin;
  }

  static void add_terms(Post& post, Batch& batch) {
    post.terms.begin = static_cast<std::uint32_t>(batch.terms.size());
    const std::size_t end = post.own.begin + post.own.size;
    for (std::size_t i = post.own.begin; i < end; i++) {
      if (batch.classes[i] == CharClass::han) {
        add_pair(i, end, batch);
      } else if (is_latin(batch.classes[i])) {
        i = add_word(i, end, batch);
      }
    }
    const auto first = batch.terms.begin() + post.terms.begin;
    std::sort(first, batch.terms.end(),
              [](const TermKey& a, const TermKey& b) { return a.key < b.key; });
    batch.terms.erase(
        std::unique(first, batch.terms.end(),
                    [](const TermKey& a, const TermKey& b) { return a.key == b.key; }),
        batch.terms.end());
    post.terms.size = static_cast<std::uint32_t>(batch.terms.size()) - post.terms.begin;
  }

  static void add_pair(std::size_t at, std::size_t end, Batch& batch) {
    if (at + 1 < end && batch.classes[at + 1] == CharClass::han && !is_particle(batch.chars[at]) &&
        !is_particle(batch.chars[at + 1])) {
      const std::uint64_t first = batch.chars[at];
      batch.terms.push_back({.key = first << 16 | batch.chars[at + 1], .text = {}});
    }
  }

  // Gives the last place of the word.
  static std::size_t add_word(std::size_t begin, std::size_t end, Batch& batch) {
    std::size_t behind = begin;
    bool has_letter = false;
    while (behind < end && is_latin(batch.classes[behind])) {
      has_letter = has_letter || batch.classes[behind] != CharClass::digit;
      behind++;
    }
    const std::size_t size = behind - begin;
    if (has_letter && size >= kFewestLetters && size <= kMostLetters) {
      const Span text = {.begin = static_cast<std::uint32_t>(begin),
                         .size = static_cast<std::uint32_t>(size)};
      batch.terms.push_back({.key = hash_of(batch.normal(text)), .text = text});
    }
    return behind - 1;
  }

  bool analytics_;
  mutable tbb::enumerable_thread_specific<std::vector<std::u16string_view>> found_;
};

}  // namespace

// Letters are first put next to each other, piece by piece, so that neither loop has to guess a
// branch; a piece begins with the letters that the last one ended with.
std::uint64_t gist_of(std::u16string_view chars, std::span<const CharClass> classes) {
  constexpr std::size_t kPiece = 256;
  std::array<char16_t, kPiece + 2 * kRun> letters = {};
  Smallest smallest;
  smallest.fill(kNone);
  std::size_t held = 0;
  bool has_run = false;
  for (std::size_t begin = 0; begin < chars.size(); begin += kPiece) {
    const std::size_t end = std::min(chars.size(), begin + kPiece);
    for (std::size_t i = begin; i < end; i++) {
      letters[held] = chars[i];
      held += classes[i] <= CharClass::digit ? 1 : 0;
    }
    for (std::size_t i = 0; i + kRun <= held; i++) {
      see(run_at(&letters[i]), smallest);
    }
    if (held >= kRun) {
      has_run = true;
      std::copy_n(&letters[held - (kRun - 1)], kRun - 1, letters.begin());
      held = kRun - 1;
    }
  }
  if (!has_run && held == 0) {
    return 0;
  }
  if (!has_run) {
    letters[held] = 0;
    letters[2] = 0;
    see(run_at(letters.data()), smallest);
  }
  return packed(smallest);
}

bool is_term_sample(std::uint64_t id) {
  return mixed(id) % kSampled == 0;
}

std::unique_ptr<Operator> make_traits(bool analytics) {
  return std::make_unique<Traits>(analytics);
}

}  // namespace yuqing
