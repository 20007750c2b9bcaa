// The examples of schemas/topics.md: what that page promises to people who write topics.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "operators/topic_examples.h"
#include "operators/topic_file.h"
#include "operators/topic_naive.h"
#include "tests/project.h"

namespace yuqing {
namespace {

std::string page() {
  std::ifstream in(project_dir() / "schemas/topics.md");
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string trimmed(std::string text) {
  while (!text.empty() && text.front() == ' ') {
    text.erase(0, 1);
  }
  while (!text.empty() && text.back() == ' ') {
    text.pop_back();
  }
  return text;
}

// The cells of a row; "\|" in one is a '|'.
std::vector<std::string> cells(const std::string& row) {
  std::vector<std::string> found;
  std::string cell;
  for (std::size_t i = 1; i < row.size(); i++) {
    if (row[i] == '\\' && i + 1 < row.size() && row[i + 1] == '|') {
      cell += row[++i];
    } else if (row[i] == '|') {
      found.push_back(trimmed(cell));
      cell.clear();
    } else {
      cell += row[i];
    }
  }
  return found;
}

// The rows of every table with this head.
std::vector<std::vector<std::string>> rows(const std::string& head) {
  std::vector<std::vector<std::string>> found;
  std::istringstream lines(page());
  bool is_inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line == head) {
      is_inside = true;
    } else if (!line.starts_with('|')) {
      is_inside = false;
    } else if (is_inside && !line.starts_with("|---")) {
      found.push_back(cells(line));
    }
  }
  return found;
}

std::string unquoted(const std::string& cell) {
  return cell.size() >= 2 && cell.front() == '`' ? cell.substr(1, cell.size() - 2) : cell;
}

std::vector<std::string> posts_of(const std::string& cell) {
  std::vector<std::string> posts;
  std::istringstream parts(cell);
  for (std::string post; std::getline(parts, post, ';');) {
    posts.push_back(trimmed(post));
  }
  return posts;
}

// The entity that queries of the page name.
std::string file_with(const std::string& topic_lines) {
  return "version = 1\n[[entity]]\nid = \"gpu\"\nalias = [\"A100\", \"H800\", "
         "\"显卡\"]\n[[topic]]\n"
         "id = \"a\"\n" +
         topic_lines;
}

void expect_rows_to_hold(const std::string& head, const std::string& key_before,
                         const std::string& key_behind) {
  const std::vector<std::vector<std::string>> all = rows(head);
  EXPECT_GT(all.size(), 15u);
  for (const std::vector<std::string>& row : all) {
    ASSERT_EQ(row.size(), 3u) << ::testing::PrintToString(row);
    File file("page", file_with(key_before + unquoted(row[0]) + key_behind));
    const TopicSet set = read_topics(file);
    ASSERT_TRUE(file.complaints().empty()) << file.complaints().front();
    for (const std::string& post : posts_of(row[1])) {
      EXPECT_EQ(!naive_topics(set, {.text = post}).empty(), row[2] == "yes")
          << row[0] << " in " << post;
    }
  }
}

TEST(TopicContract, FindsTermsWhereThePageSays) {
  expect_rows_to_hold("| term | post | found |", "any = ['", "']\n");
}

TEST(TopicContract, FindsQueriesWhereThePageSays) {
  expect_rows_to_hold("| query | post | found |", "query = '''", "'''\n");
}

TEST(TopicContract, TellsMistakesInTheWordsOfThePage) {
  const std::vector<std::vector<std::string>> all = rows("| query | told |");
  EXPECT_GT(all.size(), 10u);
  for (const std::vector<std::string>& row : all) {
    ASSERT_EQ(row.size(), 2u);
    File file("page", file_with("query = '''" + unquoted(row[0]) + "'''\n"));
    read_topics(file);
    const std::vector<std::string> complaints = file.complaints();
    ASSERT_EQ(complaints.size(), 1u) << row[0];
    EXPECT_NE(complaints.front().find(row[1]), std::string::npos) << complaints.front();
    EXPECT_TRUE(complaints.front().starts_with("page:7:")) << complaints.front();
  }
}

TEST(TopicContract, ReadsTheWholeExampleWhoseTestsHold) {
  const std::string text = page();
  const std::size_t begin = text.find("```toml\n") + 8;
  File file("page", text.substr(begin, text.find("```", begin) - begin));

  const TopicSet set = read_topics(file);

  EXPECT_TRUE(file.complaints().empty());
  ASSERT_EQ(set.topics.size(), 1u);
  for (const ExampleFailure& failure : failing_examples(set)) {
    ADD_FAILURE() << failure.what;
  }
}

}  // namespace
}  // namespace yuqing
