// Records through the parsing stage, and short ways to one value of a post.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "operators/catalogue.h"

namespace yuqing {

inline constexpr std::int64_t kPostA = 1'737'980'103'000;  // 2025-01-27 20:15:03 in Beijing
inline constexpr std::int64_t kHourMs = 3'600'000;

// A batch that owns what its posts look at.
inline Batch parsed(const std::vector<std::string>& records, std::string_view config = {},
                    std::int64_t log_time_ms = kNoTime) {
  File file("a.toml", config);
  const std::unique_ptr<Operator> parse = make_parse(file.root().table("parse"));
  EXPECT_TRUE(file.complaints().empty());
  Batch batch;
  for (const std::string& record : records) {
    batch.append({.log_time_ms = log_time_ms}, record);
  }
  batch.seal();
  parse->apply(batch);
  EXPECT_EQ(batch.posts.size(), records.size());
  return batch;
}

inline Verdict verdict_of(const std::string& record) {
  const Batch batch = parsed({record});
  return batch.posts.at(0).verdict;
}

inline std::string text_of(const std::string& written) {
  const Batch batch = parsed({R"({"mid":"5127522548373127","text":")" + written + "\"}"});
  return batch.posts.at(0).verdict == Verdict::counted
             ? std::string(batch.posts[0].text)
             : std::string(name_of(batch.posts[0].verdict));
}

// A status with some more members, which stand before the others.
inline std::string status(const std::string& members) {
  return std::string("{") + members + (members.empty() ? "" : ",") +
         R"("mid":"5127522548373127","created_at":"Mon Jan 27 20:15:03 +0800 2025","text":"好"})";
}

inline Verdict verdict_of_id(const std::string& id) {
  return verdict_of(R"({"id":)" + id +
                    R"(,"created_at":"Mon Jan 27 20:15:03 +0800 2025","text":"好"})");
}

inline std::uint64_t id_of(const std::string& members) {
  const Batch batch = parsed({std::string("{") + members +
                              R"(,"created_at":"Mon Jan 27 20:15:03 +0800 2025","text":"好"})"});
  EXPECT_EQ(batch.posts.at(0).verdict, Verdict::counted) << members;
  return batch.posts.at(0).id;
}

inline std::uint64_t reach_of(const std::string& followers) {
  const Batch batch = parsed({status(R"("user":{"followers_count":)" + followers + "}")});
  EXPECT_EQ(batch.posts.at(0).verdict, Verdict::counted) << followers;
  return batch.posts.at(0).reach;
}

}  // namespace yuqing
