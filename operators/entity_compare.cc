// See entity_compare.h.
#include "operators/entity_compare.h"

#include <algorithm>
#include <initializer_list>
#include <optional>

#include "operators/word_table.h"

namespace yuqing {
namespace {

using Text = std::u16string_view;
using Words = std::initializer_list<Text>;

// A longer word stands before one that it begins with.
constexpr WordTable kWins(
    {u"吊打",  u"秒杀", u"碾压",    u"完爆",        u"完胜",      u"薄纱",   u"爆杀",
     u"吊锤",  u"锤爆", u"秒了",    u"干翻",        u"打败",      u"击败",   u"战胜",
     u"打赢",  u"跑赢", u"干赢",    u"赢过",        u"胜过",      u"强于",   u"优于",
     u"好过",  u"好于", u"领先于",  u"领先",        u"力压",      u"反超",   u"赶超",
     u"超越",  u"超过", u"甩开",    u"打爆",        u"打趴",      u"比下去", u"遥遥领先于",
     u"beats", u"beat", u"crushes", u"outperforms", u"surpasses", u"赢了"});
// Of these one name is enough; the others say too little of one.
constexpr WordTable kStrongWins({u"吊打", u"秒杀", u"碾压", u"完爆", u"完胜", u"薄纱", u"爆杀"});
constexpr WordTable kLoses({u"远不如", u"不如", u"比不上", u"比不过", u"不及", u"输给", u"打不过",
                            u"干不过", u"赶不上", u"追不上", u"玩不过", u"落后于", u"弱于",
                            u"远逊于", u"逊于", u"逊色于", u"差于", u"败给"});
constexpr WordTable kTies({u"不逊色于", u"不逊于", u"不亚于", u"不弱于", u"不输给", u"不输于",
                           u"不输", u"媲美", u"比肩", u"追平", u"匹敌"});
constexpr WordTable kMerits({u"各有所长", u"各有千秋", u"各有优势", u"各有优缺", u"各有特色",
                             u"不相上下", u"旗鼓相当", u"平分秋色", u"难分伯仲", u"五五开"});

constexpr WordTable kGood({u"好",   u"强",   u"快",   u"香",   u"准",   u"聪明",   u"便宜",
                           u"懂",   u"靠谱", u"良心", u"稳",   u"厉害", u"牛",     u"省",
                           u"实在", u"自然", u"顺",   u"耐心", u"像人", u"细",     u"爽",
                           u"优秀", u"先进", u"流畅", u"实用", u"有用", u"better", u"棒",
                           u"高明", u"争气", u"大气", u"清楚"});
constexpr WordTable kBad({u"差",   u"慢",   u"贵",   u"笨",    u"难用", u"蠢",  u"烂",
                          u"垃圾", u"弱",   u"拉胯", u"傻",    u"卡",   u"坑",  u"糟",
                          u"落后", u"啰嗦", u"离谱", u"worse", u"敷衍", u"拉垮"});
// Begin like an adjective and are none.
constexpr WordTable kNoAdjectives({u"好像", u"好几", u"好多", u"差不多", u"快要", u"好意思",
                                   u"强行", u"卡路", u"准备", u"好歹", u"差距", u"省份"});
constexpr WordTable kThan({u"比"});
constexpr WordTable kNo({u"不", u"没", u"未", u"别", u"无", u"难", u"非", u"休", u"岂", u"哪",
                         u"怎"});

// Said by others, wished for, or not so.
constexpr WordTable kHedges(
    {u"说",     u"吹",     u"称",       u"据",   u"传",     u"如果", u"要是", u"假如", u"假设",
     u"万一",   u"除非",   u"只有",     u"才能", u"希望",   u"期待", u"想",   u"盼",   u"争取",
     u"力争",   u"努力",   u"试图",     u"企图", u"挑战",   u"准备", u"即将", u"有望", u"早晚",
     u"迟早",   u"终将",   u"总有一天", u"未来", u"将来",   u"以为", u"觉得", u"幻想", u"做梦",
     u"梦",     u"不是",   u"并非",     u"不要", u"不可能", u"不能", u"不会", u"不敢", u"别",
     u"未必",   u"不一定", u"难道",     u"何时", u"等",     u"可能", u"也许", u"或许", u"大概",
     u"不见得", u"真能",   u"谁",       u"追赶", u"想要",   u"誓要", u"假",   u"非要", u"算不上",
     u"谈不上", u"离",     u"距离",     u"叫嚣", u"嘴上",   u"天天", u"标题"});
constexpr WordTable kDenials({u"不存在", u"谈不上", u"不可能",   u"笑话", u"搞笑",   u"吹",
                              u"扯",     u"还早",   u"还差得远", u"谣言", u"才怪",   u"做梦",
                              u"个屁",   u"的说法", u"的话",     u"言论", u"营销",   u"假的",
                              u"不至于", u"未免",   u"标题党",   u"早着", u"想多了", u"信了",
                              u"别信",   u"离谱",   u"绰绰",     u"不信", u"算了",   u"行吧",
                              u"洗洗睡"});
// Where these stand, "超过" is a matter of numbers.
constexpr WordTable kFigures({u"数据", u"数量", u"下载", u"市值", u"股价", u"销量", u"榜", u"%",
                              u"亿"});
constexpr WordTable kNumericWins({u"领先", u"反超", u"赶超", u"超越", u"超过"});
constexpr WordTable kQuestions({u"?",      u"吗",     u"难道", u"是不是", u"能不能",   u"会不会",
                                u"有没有", u"是否",   u"能否", u"谁",     u"哪个",     u"哪家",
                                u"凭什么", u"为什么", u"为啥", u"何时",   u"什么时候", u"多久",
                                u"怎么",   u"怎样",   u"如何", u"几时"});
constexpr WordTable kAgainst({u"比", u"vs", u"pk", u"差距", u"区别", u"差别", u"哪", u"谁", u"之间",
                              u"还是", u"较量", u"大战", u"竞争", u"之争"});

// For the few words that stand where they are used.
bool holds(Text text, Words words) {
  return std::ranges::any_of(words, [&](Text word) { return text.find(word) != Text::npos; });
}
bool ends(Text text, Words words) {
  return std::ranges::any_of(words, [&](Text word) { return text.ends_with(word); });
}

bool has_digit(Text text) {
  return std::ranges::any_of(text, [](char16_t c) { return c >= u'0' && c <= u'9'; });
}

bool decides_nothing(const Wording& wording) {
  return (kFigures.stands_in(wording.sentence) &&
          kNumericWins.stands_in(wording.between.empty() ? wording.before : wording.between)) ||
         kQuestions.stands_in(wording.sentence) || kDenials.stands_in(wording.sentence) ||
         kHedges.stands_in(wording.before) || kHedges.stands_in(wording.between);
}

// Whether the text begins with a winning verb, at most `room` characters in, and denies none.
bool wins_soon(Text text, std::size_t room) {
  for (std::size_t at = 0; at <= std::min(room, text.size()); at++) {
    if (kWins.begins(text.substr(at))) {
      return !kNo.stands_in(text.substr(0, at)) && !text.substr(at).starts_with(u"赢得");
    }
  }
  return false;
}

// What is said by the adjective at the beginning of a text, after few words of degree.
struct Quality {
  Stand of_subject = Stand::unsaid;
  bool still = false;  // "还": the other one is so too
};

Quality quality_of(Text text) {
  constexpr std::size_t kRoom = 5;
  for (std::size_t at = 0; at <= std::min(kRoom, text.size()); at++) {
    const Text rest = text.substr(at);
    const bool good = kGood.begins(rest);
    if (kNoAdjectives.begins(rest)) {
      return {};
    }
    if (good || kBad.begins(rest)) {
      const bool still = text.substr(0, at).find(u'还') != Text::npos;
      const bool turned = rest.size() > 1 && (rest[1] == u'不' || rest[1] == u'个');
      return {.of_subject = turned ? Stand::unsure
                            : good ? Stand::positive
                                   : Stand::negative,
              .still = still};
    }
    if (kNo.begins(rest) || rest.starts_with(u"谁")) {
      return {};
    }
  }
  return {};
}

Stand opposite(Stand stand) {
  switch (stand) {
    case Stand::positive:
      return Stand::negative;
    case Stand::negative:
      return Stand::positive;
    default:
      return stand;
  }
}

constexpr Comparison kBothUnsure = {.first = Stand::unsure, .second = Stand::unsure};
constexpr Comparison kFirstWins = {.first = Stand::positive, .second = Stand::negative};
constexpr Comparison kFirstLoses = {.first = Stand::negative, .second = Stand::positive};

// A 比 B 好, A 不比 B 差. `link` is what stands before B; nothing when it does not compare so.
std::optional<Comparison> by_than(Text link, Text after) {
  const std::optional<FoundWord> than = kThan.last_in(link);
  if (!than || than->behind.size() > 2) {
    return std::nullopt;
  }
  const Quality quality = quality_of(after);
  if (than->before.ends_with(u"不")) {
    return quality.of_subject == Stand::negative
               ? Comparison{.first = Stand::positive, .second = Stand::unsure}
               : kBothUnsure;
  }
  if (ends(than->before, {u"没", u"相", u"对", u"好", u"无", u"类", u"占", u"性价"}) ||
      quality.of_subject == Stand::unsaid || quality.of_subject == Stand::unsure) {
    return kBothUnsure;
  }
  return Comparison{.first = quality.of_subject,
                    .second = quality.still ? Stand::unsure : opposite(quality.of_subject)};
}

// A 没有 B 好用.
std::optional<Comparison> by_lack(Text link, Text after) {
  if (!ends(link, {u"没", u"没有", u"不像", u"没你", u"没人家"})) {
    return std::nullopt;
  }
  const Stand quality = quality_of(after).of_subject;
  return quality == Stand::positive || quality == Stand::negative
             ? Comparison{.first = opposite(quality), .second = quality}
             : kBothUnsure;
}

// A 被 B 吊打, A 把 B 甩开.
std::optional<Comparison> by_voice(Text link, Text after) {
  const bool passive = ends(link, {u"被", u"遭"});
  const bool active = ends(link, {u"把", u"将"});
  if (!passive && !active) {
    return std::nullopt;
  }
  if (!wins_soon(after, 3) || kNo.stands_in(link.substr(0, link.size() - 1))) {
    return kBothUnsure;
  }
  return passive ? kFirstLoses : kFirstWins;
}

std::optional<Comparison> by_verb(Text link) {
  constexpr std::size_t kRoom = 3;
  if (const auto tie = kTies.last_in(link); tie && tie->behind.size() <= kRoom) {
    return kNo.stands_in(tie->before)
               ? kBothUnsure
               : Comparison{.first = Stand::positive, .second = Stand::unsure};
  }
  if (const auto loss = kLoses.last_in(link); loss && loss->behind.size() <= kRoom) {
    if (kNo.stands_in(loss->before)) {
      return kBothUnsure;
    }
    return loss->before.ends_with(u"还")
               ? Comparison{.first = Stand::negative, .second = Stand::unsure}
               : kFirstLoses;
  }
  if (const auto win = kWins.last_in(link); win && win->behind.size() <= kRoom) {
    const bool unclear = kNo.stands_in(win->before) || holds(win->before, {u"被", u"要", u"将"}) ||
                         has_digit(win->behind) || holds(win->behind, {u"得", u"不"});
    return unclear ? kBothUnsure : kFirstWins;
  }
  return std::nullopt;
}

std::optional<Comparison> comparison_by(Text link, Text after) {
  for (const auto& found :
       {by_voice(link, after), by_verb(link), by_lack(link, after), by_than(link, after)}) {
    if (found) {
      return found;
    }
  }
  return std::nullopt;
}

}  // namespace

Comparison compare_two(const Wording& wording) {
  constexpr std::size_t kFar = 12;
  if (wording.between.size() > kFar) {
    return {};
  }
  const std::optional<Comparison> found = comparison_by(wording.between, wording.after);
  if (!found) {
    return kAgainst.stands_in(wording.between) ? kBothUnsure : Comparison{};
  }
  return decides_nothing(wording) ? kBothUnsure : *found;
}

Stand compare_with_unnamed(const Wording& wording) {
  constexpr std::size_t kFar = 8;
  const Text before = wording.before.size() > kFar
                          ? wording.before.substr(wording.before.size() - kFar)
                          : wording.before;
  if (const auto found = comparison_by(before, wording.after)) {
    return decides_nothing(wording) ? Stand::unsure : found->second;
  }
  for (std::size_t at = 0; at <= std::min<std::size_t>(4, wording.after.size()); at++) {
    const Text rest = wording.after.substr(at);
    const bool wins = kStrongWins.begins(rest);
    if (wins || kLoses.begins(rest) || kTies.begins(rest)) {
      const bool unclear = decides_nothing(wording) || kNo.stands_in(wording.after.substr(0, at)) ||
                           kHedges.stands_in(wording.after.substr(0, at)) ||
                           holds(wording.after.substr(0, at), {u"被", u"要", u"将", u"还"});
      return unclear              ? Stand::unsure
             : wins               ? Stand::positive
             : kTies.begins(rest) ? Stand::positive
                                  : Stand::negative;
    }
  }
  return Stand::unsaid;
}

Stand compare_listed(const Wording& wording) {
  if (kMerits.stands_in(wording.after)) {
    return decides_nothing(wording) ? Stand::unsure : Stand::neutral;
  }
  return kAgainst.stands_in(wording.after) ? Stand::unsure : Stand::unsaid;
}

bool joins_names(std::u16string_view between) {
  return std::ranges::any_of(
      Words{u"和", u"与", u"跟", u"、", u"及", u"以及", u"还有", u"+", u"&", u"/", u"、还有"},
      [&](Text word) { return word == between; });
}

}  // namespace yuqing
