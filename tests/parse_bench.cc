// Nanoseconds per post of the parsing stage, and of simdjson alone over the same posts.
//
// The reference is On-Demand, the fastest interface of the library, reading the same fields of
// posts that are known to be sound: what parsing must cost. It checks less than parse does.
#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <string>

#include "operators/catalogue.h"

namespace yuqing {
namespace {

constexpr std::size_t kPosts = 512;

// An invented status of about 1.1 KB with the members that Weibo's API gives.
std::string invented_status(std::size_t number) {
  const std::string mid = std::to_string(5127522548373127 + number * 4194304);
  const std::string second = std::to_string(10 + number % 50);
  const std::string uid = std::to_string(9900000001 + number);
  return R"({"created_at":"Mon Jan 27 20:15:)" + second + R"( +0800 2025","id":)" + mid +
         R"(,"idstr":")" + mid + R"(","mid":")" + mid +
         R"(","text":"#国货之光# 芯片禁令反倒成了最好的新年礼物，这个模型的推理过程写得清清楚楚，)"
         R"(比我自己想得还周到[doge] 春节在家试了一下午，连爸妈都开始问它菜谱了，真香！)"
         R"(希望服务器能撑住，别总是让人稍后再试 http://t.cn/A6TEST01",)"
         R"("source":"<a href=\"http://app.weibo.com/t/feed/test\" rel=\"nofollow\">iPhone客户端</a>",)"
         R"("favorited":false,"truncated":false,"geo":null,"user":{"id":)" +
         uid + R"(,"idstr":")" + uid +
         R"(","screen_name":"测试_小航","name":"测试_小航","province":"44","city":"1",)"
         R"("location":"广东 广州","description":"","gender":"m","followers_count":)" +
         std::to_string(number * 37) +
         R"(,"friends_count":300,"statuses_count":2000,)"
         R"("created_at":"Fri Aug 28 00:00:00 +0800 2009","verified":false,"verified_type":-1},)"
         R"("reposts_count":12,"comments_count":3,"attitudes_count":45,"isLongText":false,)"
         R"("mlevel":0,"visible":{"type":0,"list_id":0},"pic_ids":[]})";
}

// The same status as Weibo's push sends it.
std::string invented_message(std::size_t number) {
  return R"({"id":2501272015030001,"text":{"type":"status","event":"add","status":)" +
         invented_status(number) + R"(,"match_info":{"keyword":"国货之光","uid":0}}})";
}

Batch filled(std::string (*invented)(std::size_t)) {
  Batch batch;
  for (std::size_t i = 0; i < kPosts; i++) {
    batch.append({}, invented(i));
  }
  batch.seal();
  return batch;
}

void report(benchmark::State& state, const Batch& batch) {
  const auto posts = static_cast<std::int64_t>(state.iterations() * kPosts);
  state.SetItemsProcessed(posts);
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * batch.bytes.size()));
  state.counters["ns_per_post"] = benchmark::Counter(
      static_cast<double>(posts) / 1e9, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void parse(benchmark::State& state, std::string (*invented)(std::size_t), bool wants_details) {
  File file("bench.toml", "");
  const std::unique_ptr<Operator> parse = make_parse(file.root().table("parse"));
  Batch batch = filled(invented);
  batch.wants_details = wants_details;
  for (auto _ : state) {
    batch.posts.clear();
    batch.details.clear();
    batch.words.clear();
    batch.texts.clear();
    parse->apply(batch);
    benchmark::DoNotOptimize(batch.posts.data());
  }
  for (const Post& post : batch.posts) {
    if (post.verdict != Verdict::counted) {
      state.SkipWithError("a post was not counted");
      break;
    }
  }
  report(state, batch);
}

using simdjson::ondemand::field;
using simdjson::ondemand::object;

// Reads one status to its end; adds up what it finds, so that nothing is optimised away.
std::uint64_t read_fields(object status) {
  std::uint64_t sum = 0;
  for (field member : status) {
    const auto key = member.key();
    if (key == "mid" || key == "text" || key == "created_at") {
      sum += std::string_view(member.value().get_string()).size();
    } else if (key == "user") {
      sum += std::uint64_t(member.value()["followers_count"]);
    }
  }
  return sum;
}

void simdjson_alone(benchmark::State& state) {
  const Batch batch = filled(invented_status);
  simdjson::ondemand::parser parser;
  std::uint64_t sum = 0;
  for (auto _ : state) {
    for (const Record& record : batch.records) {
      const std::size_t capacity = batch.bytes.size() - record.begin;
      auto document = parser.iterate(batch.bytes.data() + record.begin, record.size, capacity);
      sum += read_fields(document.get_object());
    }
  }
  benchmark::DoNotOptimize(sum);
  report(state, batch);
}

BENCHMARK(simdjson_alone);
BENCHMARK_CAPTURE(parse, the_quick_way, invented_status, false);
BENCHMARK_CAPTURE(parse, a_message_of_the_push, invented_message, false);
BENCHMARK_CAPTURE(parse, with_details, invented_status, true);

}  // namespace
}  // namespace yuqing
