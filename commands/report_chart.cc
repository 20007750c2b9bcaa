// A chart of the report as SVG: posts above, opinions below, over one axis of time.
//
// Everything that colour says is said by place as well: positive opinions stand above a zero line,
// negative ones below it, bursts have their number on them.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "commands/report_document.h"

namespace yuqing {
namespace {

constexpr int kLeft = 44;  // room for the numbers of the axes
constexpr int kRight = 6;
constexpr int kTop = 18;
constexpr int kGap = 22;     // between the two parts
constexpr int kBottom = 18;  // room for times
constexpr int kLabel = 18;   // room for the number of a burst

// The next round number, so that an axis is not much higher than what it shows.
std::uint64_t round_up(std::uint64_t count) {
  for (std::uint64_t step = 1;; step *= 10) {
    for (const std::uint64_t tenths : {10U, 12U, 15U, 20U, 25U, 30U, 40U, 50U, 60U, 80U}) {
      if (tenths * step % 10 == 0 && tenths * step / 10 >= count) {
        return tenths * step / 10;
      }
    }
  }
}

// 1200 as 1.2k: an axis has little room.
std::string axis_number(std::uint64_t number) {
  if (number < 10'000) {
    return std::to_string(number);
  }
  return number < 1'000'000 ? fmt::format("{:g}k", static_cast<double>(number) / 1e3)
                            : fmt::format("{:g}M", static_cast<double>(number) / 1e6);
}

// The two parts of a chart, in user units from the top left corner.
class Drawing {
 public:
  Drawing(const Chart& chart, int width, int height)
      : chart_(chart), width_(width), height_(height), right_(width - kRight) {
    const int room = height - kTop - kGap - kBottom;
    posts_bottom_ = kTop + room * 55 / 100;
    opinions_top_ = posts_bottom_ + kGap;
    opinions_bottom_ = height - kBottom;
    for (const Point& bucket : chart.buckets) {
      most_posts_ = std::max(most_posts_, bucket.posts);
      most_opinions_ =
          std::max({most_opinions_, bucket.opinions.positive, bucket.opinions.negative});
    }
    most_posts_ = round_up(most_posts_);
    most_opinions_ = round_up(most_opinions_);
  }

  std::string svg(std::string_view name) {
    add("<svg class=\"{}\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">", name, width_,
        height_, html_escaped(chart_.about));
    marks();
    axes();
    bars();
    times();
    out_ += "</svg>";
    return std::move(out_);
  }

 private:
  template <typename... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }

  double x_of(std::int64_t time_ms) const {
    const std::int64_t begin = chart_.buckets.front().start_ms;
    const auto length =
        static_cast<double>(chart_.width_ms) * static_cast<double>(chart_.buckets.size());
    const double part = static_cast<double>(time_ms - begin) / length;
    return kLeft + std::clamp(part, 0.0, 1.0) * (right_ - kLeft);
  }

  double zero() const { return (opinions_top_ + opinions_bottom_) / 2.0; }

  void marks() {
    for (const Mark& mark : chart_.marks) {
      const double begin = x_of(mark.range.begin_ms);
      const double width = std::max(2.0, x_of(mark.range.end_ms) - begin);
      add(R"(<rect class="mark" x="{:.1f}" y="{}" width="{:.1f}" height="{}"/>)", begin, kTop - 4,
          width, opinions_bottom_ - kTop + 4);
    }
    labels();
  }

  // Above the middle of each mark, or beside the one before where that is too near.
  void labels() {
    std::vector<std::pair<double, std::string_view>> labels;
    labels.reserve(chart_.marks.size());
    for (const Mark& mark : chart_.marks) {
      const double middle = (x_of(mark.range.begin_ms) + x_of(mark.range.end_ms)) / 2;
      labels.emplace_back(std::clamp(middle, kLeft + 8.0, right_ - 8.0), mark.label);
    }
    std::ranges::sort(labels);
    double free_from = kLeft;
    for (const auto& [wanted, label] : labels) {
      const double x = std::max(wanted, free_from);
      free_from = x + kLabel;
      add(R"(<text class="label" x="{:.1f}" y="{}" text-anchor="middle">{}</text>)", x, kTop - 7,
          html_escaped(label));
    }
  }

  void line(double y, std::string_view kind) {
    add(R"(<line class="{}" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>)", kind, kLeft, right_, y, y);
  }

  void number(double y, const std::string& text) {
    add(R"(<text x="{}" y="{:.1f}" text-anchor="end">{}</text>)", kLeft - 5, y + 4, text);
  }

  void axes() {
    line(kTop, "axis");
    line(posts_bottom_, "zero");
    number(kTop, axis_number(most_posts_));
    number(posts_bottom_, "0");
    line(opinions_top_, "axis");
    line(opinions_bottom_, "axis");
    line(zero(), "zero");
    number(opinions_top_, axis_number(most_opinions_));
    number(zero(), "0");
    number(opinions_bottom_, axis_number(most_opinions_));
    add(R"(<text x="{}" y="{}">{}</text>)", kLeft + 2, kTop + 11, html_escaped(chart_.posts_unit));
    add(R"(<text x="{}" y="{}">▲ {}</text>)", kLeft + 2, opinions_top_ + 11,
        html_escaped(chart_.positive));
    add(R"(<text x="{}" y="{}">▼ {}</text>)", kLeft + 2, opinions_bottom_ - 4,
        html_escaped(chart_.negative));
  }

  // One path a kind: bars that touch each other, as time has no gaps.
  void path(std::string_view kind, double base, double room, std::uint64_t most,
            std::uint64_t (*count)(const Point&)) {
    add(R"(<path class="{}" d=")", kind);
    for (const Point& bucket : chart_.buckets) {
      if (count(bucket) > 0) {
        const double begin = x_of(bucket.start_ms);
        const double end = x_of(bucket.start_ms + chart_.width_ms);
        const double height = room * static_cast<double>(count(bucket)) / static_cast<double>(most);
        const double gap = end - begin > 3 ? 0.5 : 0;
        add("M{:.1f} {:.1f}V{:.1f}H{:.1f}V{:.1f}Z", begin + gap, base, base - height, end - gap,
            base);
      }
    }
    out_ += R"("/>)";
  }

  void bars() {
    const double half = (opinions_bottom_ - opinions_top_) / 2.0;
    path("posts", posts_bottom_, posts_bottom_ - kTop, most_posts_,
         [](const Point& point) { return point.posts; });
    path("positive", zero(), half, most_opinions_,
         [](const Point& point) { return point.opinions.positive; });
    path("negative", zero(), -half, most_opinions_,
         [](const Point& point) { return point.opinions.negative; });
  }

  // The first and the last time, and more between them where there is room. A chart of days tells
  // no hours.
  void times() {
    const std::int64_t begin = chart_.buckets.front().start_ms;
    const std::int64_t end = chart_.buckets.back().start_ms + chart_.width_ms;
    constexpr std::int64_t kDay = 86'400'000;
    const bool has_hours = end - begin <= 10 * kDay;
    const int parts = std::max(1, (right_ - kLeft) / 150);
    for (int i = 0; i <= parts; i++) {
      const std::int64_t exact = begin + (end - begin) / parts * i;
      const std::int64_t at = bucket_start(exact, has_hours ? chart_.width_ms : kDay);
      const std::string text = minute_text(at).substr(has_hours ? 5 : 0, has_hours ? 11 : 10);
      add(R"(<text x="{:.1f}" y="{}" text-anchor="{}">{}</text>)", x_of(at), height_ - 4,
          i == 0       ? "start"
          : i == parts ? "end"
                       : "middle",
          text);
    }
  }

  const Chart& chart_;
  const int width_;
  const int height_;
  const int right_;
  int posts_bottom_ = 0;
  int opinions_top_ = 0;
  int opinions_bottom_ = 0;
  std::uint64_t most_posts_ = 1;
  std::uint64_t most_opinions_ = 1;
  std::string out_;
};

}  // namespace

std::string svg_of(const Chart& chart, int width, int height) {
  return Drawing(chart, width, height).svg(width > 600 ? "wide" : "small");
}

}  // namespace yuqing
