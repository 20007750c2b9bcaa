// See evidence.h.
#include "commands/evidence.h"

#include <optional>

#include "commands/commands.h"
#include "commands/id_key.h"
#include "commands/post_names.h"
#include "commands/posts_csv.h"
#include "commands/report_sections.h"
#include "pipeline/durable_file.h"

namespace yuqing {
namespace {

// Half of all posts lie before the begin of the later part.
Comparison halves_of(const Timeline& timeline) {
  Comparison halves{.tag = kAllPosts, .now = timeline.range, .before = timeline.range};
  if (timeline.series.empty()) {
    return halves;
  }
  const Series& all = timeline.series.front();
  std::uint64_t seen = 0;
  for (const Point& point : all.points) {
    if (seen * 2 >= all.sum.total()) {
      halves.now.begin_ms = point.start_ms;
      break;
    }
    seen += point.posts;
  }
  halves.before.end_ms = halves.now.begin_ms;
  return halves;
}

// The halves of the archive, then each burst beside its past.
std::vector<Comparison> comparisons_of(const Timeline& timeline, const Bursts& bursts) {
  std::vector<Comparison> comparisons = {halves_of(timeline)};
  for (const Burst& burst : bursts.shown) {
    comparisons.push_back({.tag = burst.tag, .now = burst.range, .before = burst.baseline});
  }
  return comparisons;
}

// Distinct authors by burst; of those who posted in it.
class BurstAuthors final : public Witness {
 public:
  explicit BurstAuthors(const Bursts& bursts) : bursts_(bursts), authors_(bursts.shown.size()) {}

  void see(const Post& post, const Record&, Fate fate, const Batch& batch) override {
    for (std::size_t i = 0; i < authors_.size() && fate == Fate::counted; i++) {
      const Burst& burst = bursts_.shown[i];
      const bool belongs =
          burst.tag == kAllPosts || std::ranges::binary_search(batch.topics_of(post), burst.tag);
      if (belongs && burst.range.holds(post.time_ms)) {
        authors_[i].add(post.author_id);
      }
    }
  }

  std::vector<std::uint64_t> counts() const {
    std::vector<std::uint64_t> counts;
    counts.reserve(authors_.size());
    for (const Authors& authors : authors_) {
      counts.push_back(authors.count());
    }
    return counts;
  }

 private:
  const Bursts& bursts_;
  std::vector<Authors> authors_;
};

// What the report asks of the posts.
struct ReportWork {
  ReportWork(const FirstPass& first, const TagTable& tags, const PostNames& names)
      : bursts(find_bursts(first.timeline)),
        comparisons(comparisons_of(first.timeline, bursts)),
        causes(comparisons, names),
        examples(tags.names().size(), names),
        authors(bursts) {}

  Bursts bursts;
  std::vector<Comparison> comparisons;
  Causes causes;
  ReportExamples examples;
  BurstAuthors authors;
};

void write_report(const EvidenceWishes& wishes, const std::filesystem::path& folder,
                  const FirstPass& first, const Scoring& scoring, const ReportWork& work) {
  const std::vector<TopicNames> names = topic_names(scoring.topic_file);
  const std::vector<std::uint64_t> authors = work.authors.counts();
  const Document report = make_report({.language = wishes.language,
                                       .timeline = first.timeline,
                                       .bursts = work.bursts,
                                       .burst_authors = authors,
                                       .later = work.comparisons.front().now,
                                       .causes = work.causes,
                                       .examples = work.examples,
                                       .counters = first.counters,
                                       .files = first.files,
                                       .names = names,
                                       .are_names_raw = wishes.raw_ids});
  replace_file(folder / "report.html", html_of(report));
  replace_file(folder / "report.md", markdown_of(report));
}

}  // namespace

void add_evidence_options(CLI::App& verb) {
  verb.add_flag("--posts")->description("Write posts.csv as well: a line for each post");
  verb.add_flag("--report")->description("Write report.html and report.md as well");
  verb.add_option("--lang", "Language of the report: zh or en")
      ->check(CLI::IsMember({"zh", "en"}))
      ->needs("--report");
  verb.add_flag("--raw-ids")
      ->description("Ids and names as they are, not keyed hashes, in posts.csv and the report");
  verb.add_option("--id-key-file", "File with the key of the hashes; by default DIR/id_key")
      ->excludes("--raw-ids");
}

EvidenceWishes evidence_wishes(const CLI::App& verb) {
  return {.posts = verb.count("--posts") > 0,
          .report = verb.count("--report") > 0,
          .raw_ids = verb.count("--raw-ids") > 0,
          .language = option_text(verb, "--lang") == "zh" ? Language::zh : Language::en,
          .id_key_file = option_text(verb, "--id-key-file")};
}

FirstPass first_pass(const Lanes& lanes, const ReplaySource& source) {
  FirstPass first{.timeline = make_timeline(lanes), .counters = {}, .files = source.files()};
  for (const std::uint32_t lane : lanes.owned()) {
    first.counters.add(lanes[lane].counters);
  }
  return first;
}

bool write_evidence(const EvidenceWishes& wishes, const std::filesystem::path& folder,
                    const FirstPass& first, const Reading& reading, const std::stop_token& stop) {
  std::optional<std::string> key;
  if (!wishes.raw_ids) {
    key = id_key(folder, wishes.id_key_file);
  }
  const PostNames names(key);
  std::vector<Witness*> witnesses;
  std::optional<PostsCsv> posts;
  if (wishes.posts) {
    witnesses.push_back(&posts.emplace(folder / "posts.csv", reading.scoring.tags, names));
  }
  std::optional<ReportWork> report;
  if (wishes.report) {
    report.emplace(first, reading.scoring.tags, names);
    witnesses.insert(witnesses.end(), {&report->causes, &report->examples, &report->authors});
  }
  if (!read_again(reading, witnesses, stop)) {
    return false;
  }
  if (posts) {
    posts->finish();
  }
  if (report) {
    write_report(wishes, folder, first, reading.scoring, *report);
  }
  return true;
}

}  // namespace yuqing
