// Every text of the report, in the languages that it speaks.
//
// {} are places for figures, in the same order in each language.
#pragma once

#include <array>
#include <string_view>

#include "pipeline/opinion.h"
#include "pipeline/window.h"

namespace yuqing {

enum class Language { zh, en };

struct ReportTexts {
  std::string_view html;  // the language as HTML calls it
  std::string_view title;
  std::string_view contents;
  std::string_view intro;
  std::string_view all_posts;
  std::string_view of;  // {} of {}

  // What was read
  std::string_view read_title;
  std::string_view read_range;
  std::string_view nothing_counted;
  std::string_view outcome, records, share;
  std::string_view consumed, counted, late, duplicate, rejected, filtered;
  std::string_view files_title, file, bytes, encoding, damage, more_files;
  std::string_view coverage_title, coverage_note;
  std::string_view figure, posts, posts_share;
  std::array<std::string_view, kGaps> gaps;
  std::string_view not_opinions, retracted_note;

  // Over time
  std::string_view time_title, time_note, per_bucket, minutes, hours, days;
  std::string_view positive_opinions, negative_opinions, chart_about, charts_more;

  // Topics
  std::string_view topics_title, topics_note;
  std::string_view topic, mentions_share, all_share, authors, reach;
  std::string_view net_title, net_note, opinions, negative, neutral, positive, net_all, net_rate,
      too_small;
  std::string_view emotions_title, emotions_note;
  std::array<std::string_view, kEmotions> emotions;
  std::string_view spread_title, spread_note, commented, opposed;
  std::array<std::string_view, kKinds> kinds;
  std::string_view entities_title, entities_note, entity;

  // Bursts
  std::string_view bursts_title, bursts_note, bursts_none, bursts_short, bursts_more;
  std::string_view burst, begin, peak, end, severity, in_burst, expected, goes_on;
  std::string_view burst_heading, burst_text, burst_net, burst_copies, burst_opposed;
  std::string_view rose, rose_kind, now_count, before_count, later_count, z_score, nothing_rose,
      term, hashtag, account, lost_note;

  // The whole range
  std::string_view words_title, most_hashtags, no_hashtags, rising, rising_note, no_rising;
  std::string_view accounts_note_hashed, accounts_note_raw;

  // Examples
  std::string_view examples_title, examples_note_hashed, examples_note_raw, examples, sentiment,
      of_posts;

  std::string_view method_title, method;
};

const ReportTexts& report_texts(Language language);

}  // namespace yuqing
