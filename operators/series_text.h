// Samples as lines of text, for promtool and for VictoriaMetrics.
//
// The formats differ in the unit of time and in what stands around the samples, and in nothing
// else; here is the one place that knows.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace yuqing {

// Called with whole lines, many at a time.
using TextSink = std::function<void(std::string_view)>;

enum class SeriesFormat {
  openmetrics,  // seconds; HELP and TYPE before a family, # EOF at the end
  bare,         // milliseconds; samples only
};

class SeriesText {
 public:
  // Every series gets the labels of an archive: its name, and the target that a scrape would give.
  SeriesText(SeriesFormat format, std::string_view archive, const TextSink& sink);

  // Families come one after the other, each with its series. A counter is named with _total.
  void begin_family(std::string_view name, std::string_view type, std::string_view help);
  // Labels without a name are left out.
  struct Label {
    std::string_view name;
    std::string_view value;
  };
  void begin_series(std::string_view family, Label first, Label second);
  // Times ascend.
  void sample(std::int64_t time_ms, std::uint64_t value);
  void sample(std::int64_t time_ms, double value);
  void end();

 private:
  void finish_sample(std::int64_t time_ms);
  void flush();

  const SeriesFormat format_;
  const TextSink& sink_;
  std::string target_;
  std::string series_;  // name and labels of the series that has begun
  std::string text_;
};

}  // namespace yuqing
