#include "pipeline/config.h"

#include <gtest/gtest.h>

namespace yuqing {
namespace {

using namespace std::chrono_literals;

TEST(Config, ReadsTypedValuesAndFallsBackWhereAKeyIsMissing) {
  File file("a.toml", "[window]\nsize = \"30s\"\n[pipeline]\nbatch_bytes = \"64KiB\"\n");
  const Section window = file.root().table("window");
  const Section pipeline = file.root().table("pipeline");

  EXPECT_EQ(window.duration("size", 60s, 1s, 24h), 30s);
  EXPECT_EQ(window.duration("lateness", 10min, 0s, 24h), 10min);
  EXPECT_EQ(pipeline.size("batch_bytes", 1, 1, 1 << 20), 64u << 10);
  EXPECT_TRUE(file.complaints().empty());
}

TEST(Config, TellsEveryMistakeWithItsLineInOneGo) {
  File file("a.toml",
            "[pipeline]\ntreads = 2\nbatch_posts = \"many\"\n\n[windw]\nsize = \"60s\"\n");
  const Section pipeline = file.root().table("pipeline");
  pipeline.integer("threads", 0, 0, 64);
  pipeline.integer("batch_posts", 512, 1, 4096);
  file.root().table("window");

  const std::vector<std::string> lines = file.complaints();

  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0], "a.toml:2: unknown key 'treads' in [pipeline]; did you mean 'threads'?");
  EXPECT_EQ(
      lines[1],
      "a.toml:3: pipeline.batch_posts: not a whole number from 1 to 4096; the default is 512");
  EXPECT_EQ(lines[2], "a.toml:5: unknown key 'windw' at the top level; did you mean 'window'?");
}

// Whatever kind of string it stands in, and in a comment.
TEST(Config, NamesTheLineThatIsNoUtf8) {
  const std::string gb18030 = "\xB9\xFA\xBB\xF5";
  for (const std::string& line :
       {"a = '" + gb18030 + "'", "a = \"" + gb18030 + "\"", "a = \'\'\'" + gb18030 + "\'\'\'",
        "a = \"\"\"" + gb18030 + "\"\"\"", "# " + gb18030, gb18030 + " = 1"}) {
    File file("a.toml", "b = 1\n" + line + "\n");

    ASSERT_EQ(file.complaints().size(), 1u);
    EXPECT_EQ(file.complaints()[0], "a.toml:2: is no UTF-8 here; save the file as UTF-8");
  }
}

TEST(Config, NamesTheLineOfASyntaxError) {
  File file("a.toml", "[pipeline]\nthreads = = 2\n");

  const std::vector<std::string> lines = file.complaints();

  ASSERT_EQ(lines.size(), 1u);
  EXPECT_TRUE(lines[0].starts_with("a.toml:2: ")) << lines[0];
}

TEST(Config, SaysWhichFileCannotBeRead) {
  File file("/nowhere/a.toml");

  EXPECT_EQ(file.complaints(),
            std::vector<std::string>{
                "/nowhere/a.toml: cannot be read; give the path of a readable file"});
}

TEST(Config, ResolvesPathsAgainstTheFolderOfTheFile) {
  File file("/etc/yuqing/a.toml", "[topic]\nfile = \"../topics.toml\"\n");

  EXPECT_EQ(file.root().table("topic").path("file"), "/etc/topics.toml");
}

}  // namespace
}  // namespace yuqing
