// A batch: the unit of work that travels from the source to the fold.
//
// A source fills it with records, the operators turn records into scored posts, the fold adds the
// posts up. Batches are recycled: clear() keeps every capacity, so a warm pipeline allocates
// nothing per post. One thread at a time owns a batch.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "pipeline/details.h"
#include "pipeline/opinion.h"
#include "pipeline/tags.h"
#include "pipeline/texts.h"
#include "pipeline/verdict.h"

namespace yuqing {

// Bytes past the last record that a parser may read; simdjson wants 64.
inline constexpr std::size_t kPadding = 64;

inline constexpr std::int64_t kNoTime = INT64_MIN;

// One record as the source delivered it: where it stands in Batch::bytes and where it came from.
struct Record {
  std::uint32_t begin = 0;
  std::uint32_t size = 0;
  std::uint32_t lane = 0;              // index into Lanes, handed out by it
  std::int64_t offset = 0;             // position in the partition
  std::int64_t log_time_ms = kNoTime;  // when the log received it, Unix ms UTC; files have none
  Verdict verdict = Verdict::counted;  // set by a source that already knows (too_large, tombstone)
  std::uint64_t log_size = 0;          // size in the log where the source had to cut it, else 0
};

// What kind of character a code unit of the normal form is. Topic terms need it for word edges,
// sentiment for cutting words; upper remembers the case that folding took away.
enum class CharClass : std::uint8_t { han, lower, upper, digit, blank, mark, symbol };

// What a post thinks of an entity.
struct TagOpinion {
  Tag entity = kAllPosts;
  Sentiment sentiment = Sentiment::neutral;
};

// What a post is about as its author marked it. The text is of Batch::chars, the normal form.
struct Hashtag {
  std::uint64_t key = 0;  // hash of the text, never 0
  Span text;
};

// A short string of the own words. Of two Han characters the key is the characters themselves,
// the first << 16 | the second, and the text is empty; of a Latin word it is a hash with the top
// bit set, and the text is of Batch::chars.
struct TermKey {
  std::uint64_t key = 0;
  Span text;
};

// One post. Filled from left to right: parse, normalize, sentiment, topic, traits.
struct Post {
  std::uint32_t record = 0;  // index into Batch::records; never decreases
  // Anything else: the members below mean nothing. Only a post that is deleted or a tombstone may
  // have an id: of the post that its platform takes back, 0 when it does not say which.
  Verdict verdict = Verdict::counted;

  // parse; texts are UTF-8 as written and live in Batch
  Change change = Change::add;
  Kind kind = Kind::original;  // as the format shows it; normalize knows better
  std::uint64_t id = 0;        // the platform's number, or a 64-bit hash of an id that is no number
  std::int64_t time_ms = 0;    // event time, Unix ms UTC
  TimePrecision precision = TimePrecision::second;  // of time_ms; of a coarse one it is the start
  bool time_from_id = false;                        // no field told it as exactly as the id does
  bool truncated = false;       // the platform shows more of the text than the record holds
  bool repaired = false;        // half a surrogate pair or a bad entity became U+FFFD in a text
  std::uint64_t author_id = 0;  // number or hash of the id, of the name without one; 0 unknown
  std::string_view text;        // own text, then the quoted chain
  std::string_view root;        // text of the original that a repost embeds, or empty
  std::string_view author;      // the author's name on the screen, or empty
  std::string_view region;      // where the platform says that the post is from, or empty
  std::uint64_t reach = 0;      // the author's followers, 0 when unknown

  // normalize: normal forms, pieces of Batch::chars and Batch::classes
  Span own;     // the own text, without the quoted chain
  Span quoted;  // the chain behind "//@name:", then the root, each part behind a blank; behind own
  Span chain;   // the two parts of quoted
  Span root_span;

  // sentiment
  Sentiment sentiment = Sentiment::neutral;  // of the own text
  std::int16_t score = 0;                    // thousandths, -1000 to 1000
  std::uint16_t confidence = 0;              // thousandths: how sure the sentiment is
  Emotion emotion = Emotion::neutral;
  Sentiment quoted_sentiment = Sentiment::neutral;
  std::int16_t quoted_score = 0;
  bool has_quoted = false;  // else the two above mean nothing
  bool opposed = false;     // own and quoted text say something, one positive, the other negative

  // topic
  Span topics;    // of Batch::tags: ascending, kAllPosts not among them
  Span opinions;  // of Batch::opinions

  // traits
  std::uint64_t gist = 0;      // nearly equal own words have nearly equal gists; 0: no words
  Span hashtags;               // of Batch::hashtags: own and quoted, each once
  Span terms;                  // of Batch::terms: each once; none unless the post is sampled
  bool terms_sampled = false;  // by a hash of its id, for its terms
};

// The end of a lane's partition as the source last saw it: one behind the newest record.
struct LaneEnd {
  std::uint32_t lane = 0;
  std::int64_t end = 0;
  bool stalled = false;  // records wait there, and the source does not get them
};

struct Batch {
  std::vector<char> bytes;  // records behind each other, then at least kPadding bytes
  std::vector<Record> records;
  std::vector<Post> posts;
  bool wants_details = false;           // set once by who owns the batches; clear() leaves it
  std::vector<Details> details;         // parallel to posts if wanted, else empty
  std::vector<std::string_view> words;  // hashtags, names, links of the details behind each other
  Texts texts;                          // unescaped texts that could not be views into bytes
  std::vector<char16_t> chars;          // normal forms behind each other
  std::vector<CharClass> classes;       // parallel to chars
  std::vector<Tag> tags;                // topics of the posts behind each other
  std::vector<TagOpinion> opinions;
  std::vector<Hashtag> hashtags;  // of the posts behind each other, as are the next
  std::vector<TermKey> terms;
  std::vector<LaneEnd> ends;                        // now and then, for displays of lag
  std::chrono::steady_clock::time_point filled_at;  // the only clock that the fold sees

  // Copies a record behind the others. Views into bytes are taken only after the last append.
  void append(Record record, std::string_view payload);
  // Makes room for kPadding bytes behind the last record. Called once, by the source's caller.
  void seal();
  void clear();

  std::string_view payload(const Record& record) const {
    return {bytes.data() + record.begin, record.size};
  }
  std::span<const Tag> topics_of(const Post& post) const {
    return {tags.data() + post.topics.begin, post.topics.size};
  }
  std::span<const TagOpinion> opinions_of(const Post& post) const {
    return {opinions.data() + post.opinions.begin, post.opinions.size};
  }
  std::span<const Hashtag> hashtags_of(const Post& post) const {
    return {hashtags.data() + post.hashtags.begin, post.hashtags.size};
  }
  std::span<const TermKey> terms_of(const Post& post) const {
    return {terms.data() + post.terms.begin, post.terms.size};
  }
  std::u16string_view normal(Span text) const { return {chars.data() + text.begin, text.size}; }
};

}  // namespace yuqing
