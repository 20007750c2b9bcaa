// See rises.h.
#include "pipeline/rises.h"

#include <algorithm>

#include "pipeline/plain_text.h"
#include "pipeline/statistics.h"

namespace yuqing {
namespace {

constexpr std::size_t kMostPhrase = 16;     // characters
constexpr std::size_t kMostFrequent = 400;  // of now, that are held beside before

// A rise in characters, to cut and join.
struct Piece {
  std::u16string text;
  std::uint64_t now = 0;
  std::uint64_t before = 0;
  double z = 0;
};

// Of text that utf8_of() wrote: one unit a character.
std::u16string chars_of(std::string_view text) {
  std::u16string chars;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[i + at]); };
    const std::size_t size = byte(0) < 0x80 ? 1 : byte(0) < 0xE0 ? 2 : 3;
    const unsigned code =
        size == 1   ? byte(0)
        : size == 2 ? (byte(0) & 0x1FU) << 6 | (byte(1) & 0x3FU)
                    : (byte(0) & 0x0FU) << 12 | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU);
    chars += static_cast<char16_t>(code);
    i += size;
  }
  return chars;
}

// Whether one of two counts is about as large as the other, so that they count the same thing.
bool is_about(std::uint64_t a, std::uint64_t b) {
  return std::max(a, b) - std::min(a, b) <= std::max(a, b) / 10;
}

// Puts `b` behind `a` where it goes on with all but the first of a's last characters.
bool join(Piece& a, const Piece& b, std::size_t seam) {
  for (std::size_t shared = std::min(a.text.size(), b.text.size()) - 1; shared >= seam; shared--) {
    if (a.text.ends_with(std::u16string_view(b.text).substr(0, shared))) {
      const bool fits = a.text.size() + b.text.size() - shared <= kMostPhrase;
      if (fits) {
        a.text += b.text.substr(shared);
        a.now = std::min(a.now, b.now);
        a.before = std::min(a.before, b.before);
      }
      return fits;
    }
  }
  return false;
}

bool is_han(const Piece& piece) {
  return piece.text.front() > 0x7F;
}

bool holds(const Piece& whole, const Piece& part) {
  return whole.text.find(part.text) != std::u16string::npos;
}

// Neither holds the other: they may be two ends of one phrase.
bool are_ends(const Piece& a, const Piece& b) {
  return is_about(a.now, b.now) && is_han(a) && is_han(b) && !holds(a, b) && !holds(b, a);
}

// The first other piece that goes on with pieces[a], joined to it; false when there is none.
bool extend(std::vector<Piece>& pieces, std::size_t a, std::size_t seam) {
  for (std::size_t b = 0; b < pieces.size(); b++) {
    if (a != b && are_ends(pieces[a], pieces[b]) && join(pieces[a], pieces[b], seam)) {
      pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(b));
      return true;
    }
  }
  return false;
}

// False when no two can be joined.
bool join_some(std::vector<Piece>& pieces, std::size_t seam) {
  bool joined = false;
  for (std::size_t a = 0; a < pieces.size();) {
    const bool longer = extend(pieces, a, seam);
    joined = joined || longer;
    a += longer ? 0 : 1;
  }
  return joined;
}

// Puts pieces of a longer string together and drops those that tell nothing beside it.
std::vector<Piece> without_pieces(std::vector<Piece> pieces, std::size_t seam) {
  while (join_some(pieces, seam)) {
  }
  std::vector<Piece> kept;
  for (const Piece& piece : pieces) {
    const bool is_part = std::ranges::any_of(pieces, [&](const Piece& longer) {
      return longer.text.size() > piece.text.size() && is_about(longer.now, piece.now) &&
             holds(longer, piece);
    });
    if (!is_part) {
      kept.push_back(piece);
    }
  }
  return kept;
}

// Whether they share two characters in a row, so that one of them says enough.
bool overlap(std::u16string_view a, std::u16string_view b) {
  for (std::size_t i = 0; i + 2 <= a.size(); i++) {
    if (b.find(a.substr(i, 2)) != std::u16string_view::npos) {
      return true;
    }
  }
  return false;
}

bool is_told(const Rise& term, const std::vector<Rise>& hashtags) {
  return std::ranges::any_of(hashtags, [&](const Rise& hashtag) {
    return hashtag.text.find(term.text) != std::string::npos &&
           term.now <= hashtag.now + hashtag.now / 10;
  });
}

}  // namespace

bool rises_more(const Rise& a, const Rise& b) {
  return a.z != b.z ? a.z > b.z : a.text < b.text;
}

std::vector<Rise> risen(const Said& now, const Said& before, std::uint64_t fewest) {
  std::vector<Rise> found;
  for (Counted& one : now.tally.largest(kMostFrequent)) {
    if (one.posts < fewest) {
      break;
    }
    const std::uint64_t earlier = before.tally.posts(one.key);
    const double z = log_odds_z({.part = one.posts, .whole = now.posts},
                                {.part = earlier, .whole = before.posts});
    if (z >= kLeastZ) {
      found.push_back({.text = std::move(one.text), .now = one.posts, .before = earlier, .z = z});
    }
  }
  std::ranges::sort(found, rises_more);
  return found;
}

std::vector<Rise> told_terms(std::vector<Rise> terms, const std::vector<Rise>& hashtags,
                             const Telling& telling) {
  std::erase_if(terms, [&](const Rise& term) { return is_told(term, hashtags); });
  terms.resize(std::min(terms.size(), telling.looked));
  std::vector<Piece> pieces;
  pieces.reserve(terms.size());
  for (const Rise& term : terms) {
    pieces.push_back(
        {.text = chars_of(term.text), .now = term.now, .before = term.before, .z = term.z});
  }
  std::vector<Piece> told;
  std::vector<Rise> shown;
  for (const Piece& piece : without_pieces(std::move(pieces), telling.seams)) {
    const bool is_new = std::ranges::none_of(
        told, [&](const Piece& other) { return overlap(piece.text, other.text); });
    Rise rise{.text = utf8_of(piece.text), .now = piece.now, .before = piece.before, .z = piece.z};
    if (is_new && shown.size() < telling.most && !is_told(rise, hashtags)) {
      told.push_back(piece);
      shown.push_back(std::move(rise));
    }
  }
  return shown;
}

}  // namespace yuqing
