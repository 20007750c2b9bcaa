// See posts_csv.h.
#include "commands/posts_csv.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "operators/csv_rows.h"
#include "pipeline/iso_time.h"

namespace yuqing {
namespace {

constexpr std::string_view kHeader =
    "time,time_beijing,precision,id,kind,sentiment,score_positive,score_negative,confidence,"
    "emotion,quoted,opposed,topics,entities,reach,region,reposts,comments,likes,at_least,"
    "truncated,fate\r\n";

// By Fate; a post that has none of them is no line.
constexpr std::array<std::string_view, 5> kFateNames = {"counted", "late", "duplicate", "replaced",
                                                        "retracted"};

}  // namespace

PostsCsv::PostsCsv(const std::filesystem::path& path, const TagTable& tags, const PostNames& names)
    : tags_(tags), names_(names), file_(path) {
  file_.text() += kByteOrderMark;
  file_.text() += kHeader;
}

void PostsCsv::see(const Post& post, const Record&, Fate fate, const Batch& batch) {
  if (fate == Fate::not_counted) {
    return;
  }
  std::string& out = file_.text();
  const Details* const details = details_of(post, batch);
  if (fate == Fate::retracted) {  // the platform says which post is gone, and no more
    out += ",,,";
    append_csv_text(out, names_.post(post, details));
    out += ",,,,,,,,,,,,,,,,,,retracted\r\n";
    file_.flush_if_full();
    return;
  }
  fmt::format_to(std::back_inserter(out), "{},{},{},", iso_time(post.time_ms),
                 beijing_time(post.time_ms), name_of(post.precision));
  append_csv_text(out, names_.post(post, details));
  fmt::format_to(std::back_inserter(out), ",{},", name_of(post.kind));
  append_opinion(post);
  append_tags(post, batch);
  fmt::format_to(std::back_inserter(out), ",{},", post.reach);
  append_csv_text(out, post.region);
  append_reactions(details);
  fmt::format_to(std::back_inserter(out), ",{},{}\r\n", post.truncated ? 1 : 0,
                 kFateNames.at(static_cast<std::size_t>(fate)));
  file_.flush_if_full();
}

void PostsCsv::append_opinion(const Post& post) {
  std::string& out = file_.text();
  if (is_opinion(post.kind)) {
    fmt::format_to(std::back_inserter(out), "{},{},{},{},{},", name_of(post.sentiment),
                   std::max<int>(post.score, 0), std::max<int>(-post.score, 0), post.confidence,
                   name_of(post.emotion));
  } else {
    out += ",,,,,";
  }
  fmt::format_to(std::back_inserter(out), "{},{},",
                 post.has_quoted ? name_of(post.quoted_sentiment) : std::string_view(),
                 post.opposed ? 1 : 0);
}

void PostsCsv::append_tags(const Post& post, const Batch& batch) {
  std::string list;
  for (const Tag tag : batch.topics_of(post)) {
    list += list.empty() ? "" : " ";
    list += tags_.names()[tag];
  }
  append_csv_text(file_.text(), list);
  file_.text() += ',';
  list.clear();
  for (const TagOpinion& opinion : batch.opinions_of(post)) {
    list += list.empty() ? "" : " ";
    list += tags_.names()[opinion.entity].substr(1);
    list += ':';
    list += name_of(opinion.sentiment);
  }
  append_csv_text(file_.text(), list);
}

// An unknown number is empty, not 0; a lower bound is named behind them.
void PostsCsv::append_reactions(const Details* details) {
  const Reactions reactions = details != nullptr ? details->reactions : Reactions();
  const std::array<std::pair<std::string_view, const Count*>, 3> counts = {
      {{"reposts", &reactions.reposts},
       {"comments", &reactions.comments},
       {"likes", &reactions.likes}}};
  std::string at_least;
  for (const auto& [name, count] : counts) {
    file_.text() += ',';
    if (count->is_known) {
      file_.text() += std::to_string(count->value);
    }
    if (count->is_saturated) {
      at_least += at_least.empty() ? "" : " ";
      at_least += name;
    }
  }
  file_.text() += ',' + at_least;
}

}  // namespace yuqing
