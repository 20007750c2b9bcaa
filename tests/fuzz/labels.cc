// Values of labels on a page of metrics: every text that the configuration can hold comes back
// from the page as it went in, on one line.
#include "pipeline/metrics_page.h"
#include "tests/fuzz/fuzz.h"

namespace yuqing {
namespace {

// Takes the value of a label off a page, with the quote that ends it: by the exposition format,
// \\ \" and \n are the only escapes.
std::string take_value(std::string_view& page) {
  std::string text;
  for (std::size_t i = 0; i < page.size(); i++) {
    if (page[i] == '"') {
      page.remove_prefix(i + 1);
      return text;
    }
    require(page[i] != '\n', "a value is of one line");
    if (page[i] != '\\') {
      text += page[i];
      continue;
    }
    i++;
    require(i < page.size(), "an escape is whole");
    require(page[i] == '\\' || page[i] == '"' || page[i] == 'n', "an escape is known");
    text += page[i] == 'n' ? '\n' : page[i];
  }
  require(false, "a value ends at its quote");
  return text;
}

void take(std::string_view& page, std::string_view words) {
  require(page.starts_with(words), "the page goes on as it must");
  page.remove_prefix(words.size());
}

}  // namespace

void fuzz(std::string_view input) {
  const std::vector<std::string_view> texts = parts_of_input(input, 2);
  MetricsPage page;
  page.set("yuqing_posts_total", std::uint64_t{7}, {{"topic", texts[0]}, {"sentiment", texts[1]}});
  const std::string text = page.text();
  std::string_view rest = text;
  const std::size_t series = rest.find("\nyuqing_posts_total{");
  require(series != std::string_view::npos, "the series is there");
  rest.remove_prefix(series + 1);
  take(rest, "yuqing_posts_total{topic=\"");
  require(take_value(rest) == texts[0], "the first value is the same");
  take(rest, ",sentiment=\"");
  require(take_value(rest) == texts[1], "and so is the second");
  take(rest, "} 7\n");
}

}  // namespace yuqing
