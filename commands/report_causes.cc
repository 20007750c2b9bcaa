// See report_causes.h.
#include "commands/report_causes.h"

#include <algorithm>

#include "operators/hashtags.h"
#include "pipeline/plain_text.h"

namespace yuqing {
namespace {

constexpr std::size_t kFewestCopied = 8;  // characters; shorter texts are alike by chance
constexpr std::size_t kShownOthers = 5;
constexpr std::size_t kShownMost = 20;

std::u16string_view chars_of(Span span, const Batch& batch) {
  return {batch.chars.data() + span.begin, span.size};
}

}  // namespace

// Both ranges of one comparison.
struct Causes::Side {
  explicit Side(bool is_whole)
      : terms(std::size_t{is_whole ? 393'216U : 98'304U}),
        hashtags(std::size_t{is_whole ? 65'536U : 16'384U}),
        accounts(std::size_t{is_whole ? 131'072U : 32'768U}),
        texts(std::size_t{is_whole ? 393'216U : 98'304U}) {}

  RangeTally terms;
  RangeTally hashtags;
  RangeTally accounts;
  RangeTally texts;
  std::uint64_t now = 0;
  std::uint64_t before = 0;
  Share opposed_now;
  Share opposed_before;

  // What rose, by falling z.
  std::vector<Rise> risen(const RangeTally& tally, std::uint64_t fewest) const {
    std::vector<Rise> found;
    tally.for_each([&](const Tallied& one) {
      const double z =
          log_odds_z({.part = one.now, .whole = now}, {.part = one.before, .whole = before});
      if (one.now >= fewest && z >= kLeastZ) {
        const std::string_view name = tally.name_of(one.key);
        found.push_back({.text = name.empty() ? utf8_of(packed_text(one.key)) : std::string(name),
                         .now = one.now,
                         .before = one.before,
                         .z = z});
      }
    });
    std::ranges::sort(found, rises_more);
    return found;
  }
};

Causes::Causes(std::vector<Comparison> comparisons, const PostNames& names)
    : comparisons_(std::move(comparisons)), names_(names) {
  sides_.reserve(comparisons_.size());
  for (std::size_t i = 0; i < comparisons_.size(); i++) {
    sides_.push_back(std::make_unique<Side>(i == 0));
  }
}

Causes::~Causes() = default;

void Causes::see(const Post& post, const Record&, Fate fate, const Batch& batch) {
  if (fate != Fate::counted) {
    return;
  }
  bool collected = false;
  const std::span<const Tag> topics = batch.topics_of(post);
  for (std::size_t i = 0; i < comparisons_.size(); i++) {
    const Comparison& comparison = comparisons_[i];
    const bool is_now = comparison.now.holds(post.time_ms);
    const bool belongs =
        comparison.tag == kAllPosts || std::ranges::binary_search(topics, comparison.tag);
    if (!belongs || (!is_now && !comparison.before.holds(post.time_ms))) {
      continue;
    }
    if (!collected) {
      collect(post, batch);
      collected = true;
    }
    add(*sides_[i], is_now, post, batch);
  }
}

// Who only passes something on spreads its words, so these are looked at then.
void Causes::collect(const Post& post, const Batch& batch) {
  const Span span = post.own.size > 0 ? post.own : post.quoted;
  words_ = chars_of(span, batch);
  terms_.clear();
  collect_terms(words_, std::span(batch.classes).subspan(span.begin, span.size), terms_);
  hashtags_.clear();
  for (const Span text : {post.own, post.quoted}) {
    find_hashtags(chars_of(text, batch), std::span(batch.classes).subspan(text.begin, text.size),
                  hashtags_);
  }
  std::ranges::sort(hashtags_);
  hashtags_.erase(std::unique(hashtags_.begin(), hashtags_.end()), hashtags_.end());
  accounts_.clear();
  if (!post.author.empty()) {
    accounts_.emplace_back(post.author);
  } else if (post.author_id != 0) {
    accounts_.push_back(std::to_string(post.author_id));
  }
  const Details* const details = details_of(post, batch);
  if (details != nullptr && !details->root.author.empty() && details->root.author != post.author) {
    accounts_.emplace_back(details->root.author);
  }
}

void Causes::add(Side& side, bool is_now, const Post& post, const Batch& batch) {
  (is_now ? side.now : side.before)++;
  for (const Term& term : terms_) {
    side.terms.add(term.key, is_now);
    if (term.word.size > 0) {
      side.terms.name(term.key,
                      [&] { return utf8_of(words_.substr(term.word.begin, term.word.size)); });
    }
  }
  for (const std::u16string_view hashtag : hashtags_) {
    const std::string text = utf8_of(hashtag);
    side.hashtags.add(key_of(text), is_now);
    side.hashtags.name(key_of(text), [&] { return "#" + text + "#"; });
  }
  for (const std::string& account : accounts_) {
    side.accounts.add(key_of(account), is_now);
    side.accounts.name(key_of(account), [&] { return names_.account(account); });
  }
  if (post.own.size >= kFewestCopied) {
    const std::u16string_view own = chars_of(post.own, batch);
    side.texts.add(key_of({reinterpret_cast<const char*>(own.data()), own.size() * 2}), is_now);
  }
  if (post.kind == Kind::repost_commented) {
    Share& share = is_now ? side.opposed_now : side.opposed_before;
    share.whole++;
    share.part += post.opposed ? 1 : 0;
  }
}

Cause Causes::cause(std::size_t comparison) const {
  const Side& side = *sides_[comparison];
  Cause cause{.now = side.now,
              .before = side.before,
              .terms = {},
              .hashtags = side.risen(side.hashtags, 3),
              .accounts = side.risen(side.accounts, 3),
              .copied_now = {},
              .copied_before = {},
              .opposed_now = side.opposed_now,
              .opposed_before = side.opposed_before,
              .most_hashtags = {},
              .lost = side.terms.lost()};
  side.texts.for_each([&](const Tallied& text) {
    cause.copied_now.whole += text.now;
    cause.copied_now.part += text.now > 1 ? text.now : 0;
    cause.copied_before.whole += text.before;
    cause.copied_before.part += text.before > 1 ? text.before : 0;
  });
  cause.hashtags.resize(std::min(cause.hashtags.size(), kShownOthers));
  cause.accounts.resize(std::min(cause.accounts.size(), kShownOthers));
  cause.terms = told_terms(side.risen(side.terms, std::max<std::uint64_t>(3, side.now / 200)),
                           cause.hashtags, {});
  side.hashtags.for_each([&](const Tallied& one) {
    cause.most_hashtags.push_back({.text = std::string(side.hashtags.name_of(one.key)),
                                   .now = one.now,
                                   .before = one.before});
  });
  std::ranges::sort(cause.most_hashtags, [](const Rise& a, const Rise& b) {
    const std::uint64_t all_a = a.now + a.before;
    const std::uint64_t all_b = b.now + b.before;
    return all_a != all_b ? all_a > all_b : a.text < b.text;
  });
  cause.most_hashtags.resize(std::min(cause.most_hashtags.size(), kShownMost));
  return cause;
}

}  // namespace yuqing
