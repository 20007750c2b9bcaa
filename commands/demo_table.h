// What the demo shows while it runs: a table that renews itself on a terminal, a line now and then
// elsewhere.
#pragma once

#include <deque>
#include <string>

#include "commands/demo_view.h"
#include "commands/terminal.h"

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
  Drawing drawing_;
  std::chrono::steady_clock::time_point line_at_;
};

}  // namespace yuqing
