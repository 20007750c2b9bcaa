// Nanoseconds per post of 140 characters for its normal form.
#include <benchmark/benchmark.h>

#include <string>

#include "operators/normalize.h"

namespace {

void normalize_han(benchmark::State& state) {
  std::string text;
  for (int i = 0; i < 10; i++) {
    text += "国产大模型登上榜首，家乡的人";
  }
  std::vector<char16_t> chars;
  std::vector<yuqing::CharClass> classes;
  for (auto _ : state) {
    chars.clear();
    classes.clear();
    yuqing::normalize(yuqing::own_text(text), chars, classes);
    benchmark::DoNotOptimize(chars.data());
  }
}
BENCHMARK(normalize_han);

void normalize_mixed(benchmark::State& state) {
  const std::string text =
      "#DeepSeek登顶# R1 is made in China，國貨之光！[doge] "
      "芯片禁令反倒成了最好的新年禮物👨‍💻 "
      "@测试_小编 http://t.cn/A6TEST01 全文：半夜两点还在聊微积分，它自言自语那句等等我是不是算错了"
      "把我逗乐了，比助教有耐心多了，哈哈哈哈哈";
  std::vector<char16_t> chars;
  std::vector<yuqing::CharClass> classes;
  for (auto _ : state) {
    chars.clear();
    classes.clear();
    yuqing::normalize(yuqing::own_text(text), chars, classes);
    benchmark::DoNotOptimize(chars.data());
  }
}
BENCHMARK(normalize_mixed);

}  // namespace
