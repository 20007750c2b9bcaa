// What the demo shows while it runs: a table that renews itself on a terminal, a line now and then
// elsewhere.
#pragma once

#include <cstddef>
#include <deque>
#include <string>

#include "commands/demo_view.h"

namespace yuqing {

class DemoTable {
 public:
  // `tags` outlive the table.
  DemoTable(const TagTable& tags, std::string listen);

  // Called about twice a second; prints when it is time to.
  void show(const DemoView& view);

 private:
  void show_table(const DemoView& view);
  void show_line(const DemoView& view);

  const TagTable& tags_;
  const std::string listen_;
  const bool terminal_;
  std::deque<DemoView> past_;  // of the last ten seconds and a little more
  std::size_t drawn_ = 0;      // lines that the next table goes over
  std::chrono::steady_clock::time_point line_at_;
};

// Negative, neutral and positive as so many signs: "----......++++++". Plain ASCII, because the
// width of block characters depends on the terminal's language.
std::string sentiment_bar(const Cell& cell, std::size_t width, bool colours);

}  // namespace yuqing
