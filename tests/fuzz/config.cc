// A configuration file, read through every kind of reader and complained about.
#include "pipeline/config.h"

#include "operators/catalogue.h"
#include "tests/fuzz/fuzz.h"

namespace yuqing {

using namespace std::chrono_literals;

void fuzz(std::string_view input) {
  File file("yuqing.toml", input);
  const Section root = file.root();
  const Section a = root.table("a");
  a.text("text");
  a.flag("flag", false);
  a.integer("integer", 1, -5, 5);
  const auto duration = a.duration("duration", 1s, 10ms, 24h);
  require(duration >= 10ms && duration <= 24h, "a duration is in its range");
  const std::size_t size = a.size("size", 1024, 1, 1 << 30);
  require(size >= 1 && size <= 1 << 30, "a size is in its range");
  a.path("path");
  a.choice("choice", "x", {"x", "y"});
  a.pairs("pairs");
  for (const Section& each : root.tables("tables")) {
    each.texts("texts");
    each.text_lists("lists");
    for (const Located& text : each.located_texts("located")) {
      each.complain("located", text, text.text.size() / 2, "in the middle");
    }
    each.located_lists("located_lists");
  }
  make_parse(root.table("parse"));
  for (const std::string& line : file.complaints()) {
    require(line.starts_with("yuqing.toml:"), "a complaint names the file");
    require(line.find('\n') == std::string::npos, "a complaint is one line");
  }
}

}  // namespace yuqing
