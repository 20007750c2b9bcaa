// See explain.h.
#include "operators/explain.h"

#include <algorithm>

#include "operators/negation.h"
#include "operators/normalize.h"
#include "operators/origins.h"
#include "operators/symbols.h"

namespace yuqing {
namespace {

// A symbol's place in the text, and its share.
struct Piece {
  char16_t symbol = 0;
  Cause cause;
};

// The lead of positive over negative in a row, in units of 2^-32 margin units for a length of one.
std::int64_t lead_of(const Weights& weights, std::uint32_t row, bool is_turned) {
  const auto weight = [&](std::size_t head) {
    return std::int64_t{static_cast<std::int8_t>(weights.rows[row] >> (8 * head))};
  };
  const std::size_t praise = is_turned ? kNegativeHead : kPositiveHead;
  const std::size_t blame = is_turned ? kPositiveHead : kNegativeHead;
  return weight(praise) * weights.scale[kPositiveHead] -
         weight(blame) * weights.scale[kNegativeHead];
}

// Twice the lead of each symbol, before the scale by length.
std::vector<std::int64_t> leads_of(const Weights& weights, const Symbols& text) {
  std::vector<std::int64_t> leads(text.size);
  const std::vector<bool> turned = turned_in(text.with_edges.data(), text.size);
  for (std::size_t i = 0; i <= text.size; i++) {
    const RowPlace place = place_at(text.with_edges.data(), i);
    const bool both_turned = i > 0 && turned[i - 1] && turned[i];
    const std::int64_t pair = lead_of(weights, place.pair, both_turned);
    const bool at_end = i == 0 || i == text.size;
    if (i > 0) {
      leads[i - 1] += at_end ? 2 * pair : pair;
    }
    if (i < text.size) {
      leads[i] += (at_end ? 2 * pair : pair) + 2 * lead_of(weights, place.single, turned[i]);
    }
  }
  return leads;
}

std::string_view without_blanks(std::string_view text) {
  while (text.ends_with(' ') || text.ends_with('\n') || text.ends_with('\t')) {
    text.remove_suffix(1);
  }
  return text;
}

// Where the symbols of `own` stand in it.
std::vector<Piece> pieces_of(std::string_view own, const Symbols& text) {
  std::vector<char16_t> chars;
  std::vector<CharClass> classes;
  normalize(own, chars, classes);
  const std::vector<std::uint32_t> bytes = origins(own);
  const std::vector<Span> places = symbol_places(chars.data(), classes.data(), chars.size());
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < text.size; i++) {
    const std::uint32_t begin = bytes[places[i].begin];
    const std::uint32_t end = bytes[places[i].begin + places[i].size];
    const std::string_view piece = without_blanks(own.substr(begin, end - begin));
    pieces.push_back(
        {.symbol = text.with_edges[i + 2],
         .cause = {
             .begin = begin, .end = begin + static_cast<std::uint32_t>(piece.size()), .share = 0}});
  }
  return pieces;
}

// Rounds the running sum, not each share, so that nothing is lost.
void share_out(std::vector<Piece>& pieces, const std::vector<std::int64_t>& leads,
               std::int64_t length) {
  std::int64_t sum = 0;
  std::int64_t told = 0;
  for (std::size_t i = 0; i < pieces.size(); i++) {
    sum += leads[i] * length;
    pieces[i].cause.share = (sum >> 33) - told;
    told += pieces[i].cause.share;
  }
}

std::vector<Cause> merged(const std::vector<Piece>& pieces) {
  std::vector<Cause> causes;
  for (const Piece& piece : pieces) {
    const std::int64_t share = piece.cause.share;
    if (!causes.empty() && (causes.back().share < 0) == (share < 0)) {
      causes.back().end = piece.cause.end;
      causes.back().share += share;
    } else {
      causes.push_back(piece.cause);
    }
  }
  std::ranges::stable_sort(causes, [](const Cause& one, const Cause& other) {
    return std::abs(one.share) > std::abs(other.share);
  });
  return causes;
}

void move_by(std::vector<Cause>& causes, std::size_t bytes) {
  for (Cause& cause : causes) {
    cause.begin += static_cast<std::uint32_t>(bytes);
    cause.end += static_cast<std::uint32_t>(bytes);
  }
}

}  // namespace

Explanation explain(const Model& model, std::string_view text) {
  const std::string_view own = own_text(text);
  const Symbols symbols = symbols_in(own);
  if (symbols.size == 0) {
    return {};
  }
  const Weights& weights = model.weights();
  std::vector<Piece> pieces = pieces_of(own, symbols);
  share_out(pieces, leads_of(weights, symbols),
            weights.length[std::min(row_count(symbols.size), kLengths - 1)]);

  const Margins margins =
      model.margins(model.sums(symbols.with_edges.data(), symbols.size), symbols.size);
  Explanation made;
  made.margin = margins.sentiment[kPositiveHead] - margins.sentiment[kNegativeHead];
  made.bias = made.margin;
  for (const Piece& piece : pieces) {
    made.bias -= piece.cause.share;
    if (is_emoticon(piece.symbol)) {
      made.emoticons.push_back(piece.cause);
    }
  }
  for (const std::size_t i : negators_in(symbols.with_edges.data(), symbols.size)) {
    made.negators.push_back(pieces[i].cause);
  }
  made.causes = merged(pieces);
  for (std::size_t i = kMostCauses; i < made.causes.size(); i++) {
    made.other += made.causes[i].share;
  }
  made.causes.resize(std::min(made.causes.size(), kMostCauses));
  const auto before = static_cast<std::size_t>(own.data() - text.data());
  move_by(made.causes, before);
  move_by(made.negators, before);
  move_by(made.emoticons, before);
  return made;
}

}  // namespace yuqing
